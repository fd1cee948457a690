package org.rankferry.bench.scene;

import org.rankferry.engine.api.TransferException;

/** Where the sets of one configuration arrive: in this process, or in another. Used by one thread. */
public interface TargetEnd extends AutoCloseable {
    /** Opens target ends, each for one configuration. */
    @FunctionalInterface
    interface Opener {
        /**
         * Sets one up, its memory touched.
         *
         * @param spec what is to arrive.
         * @throws TransferException in one line, when it can't be.
         */
        TargetEnd open(BenchCase spec);
    }

    /** The address sources connect to. */
    String address();

    /** Name of the agent's thread when it runs in this process, else null. */
    String thread();

    /** Streams that are open there, or -1 when the agent runs in another process. */
    int streamsOpen();

    /** A set is about to be moved: what is spent counts from here. */
    void begin();

    /** Waits for that set to be committed, and tells what it took at this end. */
    TargetSet received();

    /**
     * Compares the set with what the ranks have written.
     *
     * @return what is wrong, in one line, or null.
     */
    String check();

    /** Gives the set's memory back for the next. */
    void recycle();

    /** What a source's failure to reach this end comes from, if more is known here. */
    default TransferException explain(final TransferException fault) {
        return fault;
    }

    /** Stops it. */
    @Override
    void close();
}
