package org.rankferry.engine.store;

import java.nio.file.Path;

import org.rankferry.engine.api.ImageReader;
import org.rankferry.protocol.image.Manifest;

/** An image set that is arriving. Used by the target agent's thread, but for {@link #reader}. */
public interface IncomingSet {
    /**
     * Makes a stream of a rank's image.
     *
     * @param rank          it belongs to.
     * @param name          of the stream, unique in the rank's image.
     * @param expectedBytes of the stream, 0 when not known.
     * @param seekable      whether its writer may seek back; readers wait for its end then.
     * @throws StoreException when it can't be made; {@link StoreException#noSpace()} when it does not fit.
     */
    IncomingStream open(int rank, String name, long expectedBytes, boolean seekable);

    /**
     * Follows a stream while it arrives. Any thread; waits until the stream is there.
     *
     * @param rank       it belongs to.
     * @param name       of the stream.
     * @param deadlineNs as {@link System#nanoTime()} will show it.
     * @return a reader at the stream's start, to be closed by the caller.
     * @throws org.rankferry.engine.api.ImageReadException when the set is given up or the deadline has passed.
     */
    ImageReader reader(int rank, String name, long deadlineNs);

    /**
     * Makes the set durable (as far as the store promises) and writes its manifest, atomically and last. Takes as
     * long as the disk does; an agent that must answer its peer meanwhile uses {@link #startCommit}.
     *
     * @param manifest of the whole set.
     */
    void commit(Manifest manifest);

    /**
     * Begins what {@link #commit} does, in the background where it may take long.
     *
     * @param manifest of the whole set.
     */
    void startCommit(Manifest manifest);

    /**
     * Whether a commit is through.
     *
     * @return false while it is under way.
     * @throws StoreException when it failed; the set can then only be discarded.
     */
    boolean pollCommit();

    /**
     * Removes everything of the set. Harmless after a commit, which it does not undo, and when repeated.
     *
     * @param reason that readers get.
     */
    void discard(String reason);

    /** Where the streams' files are, {@code rank-<r>/<name>} each. */
    Path directory();
}
