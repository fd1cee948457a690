package org.rankferry.engine.observe;

/** One way to show progress. For one thread. */
interface ProgressStyle {
    long TICK_NS = 1_000_000_000L;

    /** Nanoseconds between two frames. */
    default long intervalNs() {
        return TICK_NS;
    }

    /** Shows a frame. */
    void show(ProgressFrame frame);

    /** Shows a line that stays. */
    void note(String line);
}
