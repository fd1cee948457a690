package org.rankferry.bench.peer;

/** A tool that is ready to copy. Used by one thread. */
@FunctionalInterface
interface PeerCopy extends AutoCloseable {
    /** What it takes before each copy, outside of the time. */
    default void prepare() {
        // Most need nothing.
    }

    /**
     * Copies all files once, and comes back when the last byte is there.
     *
     * @throws org.rankferry.engine.api.TransferException in one line, when the tool fails or takes too long.
     */
    void copy();

    /** Ends what was started, by its own id. */
    @Override
    default void close() {
        // Most have nothing that outlives a copy.
    }
}
