package org.rankferry.engine.doctor;

import java.util.List;

/** Looks at one thing that can be wrong. */
@FunctionalInterface
interface Check {
    /** What it finds: a line, one for each device or port, or none where there is nothing to look at. */
    List<Finding> look();
}
