package org.rankferry.engine.store;

import java.nio.file.Path;

import org.rankferry.protocol.image.Manifest;

/** An image set that is arriving. */
public interface IncomingSet {
    /**
     * Makes a stream of a rank's image.
     *
     * @param rank          it belongs to.
     * @param name          of the stream, checked already.
     * @param expectedBytes of the stream, 0 when not known.
     * @throws StoreException when it can't be made; {@link StoreException#noSpace()} when it does not fit.
     */
    IncomingStream open(int rank, String name, long expectedBytes);

    /**
     * Makes the set durable (as far as the store promises) and writes its manifest, atomically and last.
     *
     * @param manifest of the whole set.
     */
    void commit(Manifest manifest);

    /** Removes everything of the set. Harmless after {@link #commit}, which it does not undo. */
    void discard();

    /** Where the streams' files are, {@code rank-<r>/<name>} each. */
    Path directory();
}
