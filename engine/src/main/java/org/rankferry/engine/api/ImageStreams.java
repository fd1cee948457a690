package org.rankferry.engine.api;

import java.nio.file.Path;
import java.util.List;

/**
 * The streams of one rank's image, for what brings the rank to life again: of a committed set, or of one that still
 * arrives. Every call waits for what it is asked for, until the deadline that the image was asked for with.
 *
 * <p>Any thread.
 */
public interface ImageStreams {
    /** The rank the image belongs to. */
    int rank();

    /**
     * Follows a stream, also while it arrives; waits until it begins.
     *
     * @param stream by name.
     * @return a reader at its start, to be closed by the caller; null when the image has ended without such a stream.
     * @throws ImageReadException when the image is given up, or the deadline passes.
     */
    ImageReader open(String stream);

    /**
     * Names of all streams, in the order in which they began; waits until the image has ended.
     *
     * @throws ImageReadException as {@link #open}.
     */
    List<String> names();

    /**
     * The file that holds a stream, for programs that seek; waits until the stream is whole.
     *
     * @param stream by name.
     * @return where it is; null when the image has ended without such a stream. It stays as long as the set does.
     * @throws ImageReadException as {@link #open}.
     */
    Path file(String stream);
}
