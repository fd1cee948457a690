package org.rankferry.engine.store;

import java.nio.file.Path;

/** Keeps image sets on the target. Used by the target agent's thread. */
public interface ImageStore extends AutoCloseable {
    /** What {@code --store} names it by. */
    String name();

    /** Bytes of images that still fit, the reserve included. */
    long usableBytes();

    /**
     * Makes room for an image set.
     *
     * @param identity of the set.
     * @return the set, empty and not committed.
     * @throws StoreException when the place can't be used; {@link StoreException#noSpace()} when the set is known
     *                        to be larger than {@link #usableBytes()}.
     */
    IncomingSet begin(SetIdentity identity);

    /**
     * Spends idle time on what will be needed: tops the reserve up with touched, registered memory.
     *
     * @return the amount of work done, 0 when there is nothing left to prepare. One call takes milliseconds at most.
     */
    int prepare();

    /**
     * Prepares all there is to prepare, before anything happens. A large reserve takes seconds, so this can be
     * interrupted.
     *
     * @throws StoreException when the thread is interrupted; the store can be closed then.
     */
    default void prepareAll() {
        int work;
        do {
            if (Thread.interrupted()) {
                throw new StoreException("interrupted while the reserve was being prepared", false, null);
            }
            work = prepare();
        } while (work > 0);
    }

    /** Bytes that are ready for streams to come: allocated, mapped, touched, registered. */
    long preparedBytes();

    /**
     * Takes a committed set back whose images nobody needs any more. Its memory goes to the reserve as it is, so
     * the next set meets no page fault. Readers of it get an error.
     *
     * @param directory of the set, as {@link IncomingSet#directory()} said.
     * @throws StoreException when this store has committed no set there.
     */
    void recycle(Path directory);

    /** Gives everything back that no committed set needs. */
    @Override
    void close();
}
