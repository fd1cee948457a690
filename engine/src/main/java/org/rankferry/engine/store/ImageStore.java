package org.rankferry.engine.store;

/** Keeps image sets on the target. Used by the target agent's thread. */
public interface ImageStore extends AutoCloseable {
    /** What {@code --store} names it by. */
    String name();

    /** Bytes of images that still fit. */
    long usableBytes();

    /**
     * Makes room for an image set.
     *
     * @param identity of the set.
     * @return the set, empty and not committed.
     * @throws StoreException when the place can't be used.
     */
    IncomingSet begin(SetIdentity identity);

    /**
     * Spends idle time on what will be needed: tops the reserve up with touched, registered memory.
     *
     * @return the amount of work done, 0 when there is nothing left to prepare. One call takes milliseconds at most.
     */
    int prepare();

    /** Gives everything back that no committed set needs. */
    @Override
    void close();
}
