package org.rankferry.engine.backplane;

/** How bad an event is, from the harmless up. */
public enum Severity {
    /** As it should be. */
    INFO,
    /** May become a fault. */
    WARNING,
    /** Something has failed; others go on. */
    ERROR,
    /** Whoever tells it can't go on. */
    FATAL
}
