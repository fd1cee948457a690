package org.rankferry.engine.checkpoint;

import org.rankferry.engine.rank.StreamWriter;

/** Opens the streams of an image. */
@FunctionalInterface
public interface StreamOpener {
    /**
     * Opens a stream.
     *
     * @param name          unique in the image.
     * @param expectedBytes of the stream, 0 when not known.
     * @return where its bytes go; to be ended before the next is opened.
     */
    StreamWriter open(String name, long expectedBytes);
}
