package org.rankferry.engine.checkpoint;

import java.io.IOException;
import java.util.List;

/** One rank's image, ready to be written. One thread writes it; it may be asked to write again, from the start. */
public interface Capture {
    /** The rank. */
    int rank();

    /** Bytes of all streams of the image, 0 when that is not known before they are written. */
    long expectedBytes();

    /** Null when the image can be written now; otherwise why it can't be written another time, in one line. */
    String unrepeatable();

    /** What whoever sends the image may want to know of it though nothing is wrong, a line each. */
    default List<String> notes() {
        return List.of();
    }

    /** What was written, in one line; null when there is nothing to say. For any thread, after the commit. */
    default String summary() {
        return null;
    }

    /**
     * Writes the image: opens its streams, one after the other or several at once, and ends each of them. Every wait
     * for a chunk has the deadline of the rank; the checkpointer sees to its own waits.
     *
     * @param streams opens them.
     * @throws IOException      of what is read.
     * @throws CaptureException in one line, when it can't be captured.
     */
    void write(StreamOpener streams) throws IOException;

    /** What was captured goes on where it is, if the capture has stopped it. Harmless when repeated, or too early. */
    default void goOn() {
        // Nothing was stopped.
    }

    /** What was captured is ended, if it is a process: its image is what counts now. */
    default void end() {
        // There is no process.
    }
}
