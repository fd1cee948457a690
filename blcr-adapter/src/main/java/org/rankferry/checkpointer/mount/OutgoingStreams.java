package org.rankferry.checkpointer.mount;

import java.nio.ByteBuffer;

import org.rankferry.engine.checkpoint.StreamOpener;
import org.rankferry.engine.rank.StreamWriter;

/**
 * The two streams of a mount on their way out: the bytes of all files in the order they were written, and the log.
 * Both go forward only, so the target can follow them while they arrive. Before records leave, the bytes leave that
 * they tell of.
 */
final class OutgoingStreams {
    /** Name of the stream of all files' bytes. */
    static final String DATA = "mount.data";
    /** Name of the stream of records. */
    static final String LOG = "mount.log";

    private final StreamWriter data;
    private final StreamWriter log;
    private final LogBuffer records = new LogBuffer(this::ship);

    OutgoingStreams(final StreamOpener opener) {
        data = opener.open(DATA, 0);
        log = opener.open(LOG, 0);
    }

    /** Where data can be put in place, or null when no chunk is free now. */
    ByteBuffer landing() {
        return data.roomNow();
    }

    /** Where in the data the next byte goes. */
    long position() {
        return data.position();
    }

    /** Takes data: what was put into the landing, then the rest, which waits for chunks. */
    void data(final int landed, final ByteBuffer rest) {
        if (landed > 0) {
            data.filled(landed);
        }
        data.write(rest);
    }

    /** Lets what the landing holds go, so that it begins anew. */
    void freshLanding() {
        data.flush();
    }

    /** What is logged here leaves with the next {@link #flush}, or when there is no room for it. */
    LogBuffer records() {
        return records;
    }

    /** Lets all leave that was taken. Every byte has a record, so without records there is nothing. */
    void flush() {
        if (!records.isEmpty()) {
            records.leave();
        }
    }

    /** Ends both streams. */
    void end() {
        flush();
        data.end();
        log.end();
    }

    private void ship(final ByteBuffer buffer) {
        data.flush();
        log.write(buffer);
        log.flush();
    }
}
