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
     * @return where its bytes go. Several may be open at once; chunks go round among them.
     */
    StreamWriter open(String name, long expectedBytes);
}
