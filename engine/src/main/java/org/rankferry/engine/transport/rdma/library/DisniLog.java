package org.rankferry.engine.transport.rdma.library;

import java.util.logging.Level;
import java.util.logging.Logger;

/** DiSNI logs every object it makes; only what is wrong is of interest. */
final class DisniLog {
    /** Kept here: a level that was set goes with a logger that nobody holds. */
    private static final Logger LOGGER = Logger.getLogger("com.ibm.disni");

    private DisniLog() {
    }

    /** Holds DiSNI at warnings, unless somebody has set a level already. */
    static void quieten() {
        if (LOGGER.getLevel() == null) {
            LOGGER.setLevel(Level.WARNING);
        }
    }
}
