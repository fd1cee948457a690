package org.rankferry.engine.health;

import java.util.List;

/** Where readings come from. One thread; reading may take a while, but ends by a deadline of its own. */
interface SensorSource {
    /**
     * Reads all of its sensors. What does not work is a reading too, of health {@link Health#UNKNOWN}.
     *
     * @param nowNs of {@link System#nanoTime}.
     */
    List<Reading> read(long nowNs);
}
