package org.rankferry.checkpointer.mount;

import java.nio.ByteBuffer;

import org.rankferry.engine.checkpoint.StreamOpener;
import org.rankferry.engine.rank.StreamWriter;

/**
 * The two streams of a mount on their way out: the bytes of all files in the order they were written, and the log.
 * Both go forward only, so the target can follow them while they arrive.
 *
 * <p>Records gather in a buffer. When it leaves, the bytes it tells of leave before it. An append makes the record of
 * the one before it longer as long as nothing else was done in between.
 */
final class OutgoingStreams {
    /** Name of the stream of all files' bytes. */
    static final String DATA = "mount.data";
    /** Name of the stream of records. */
    static final String LOG = "mount.log";

    private static final int BUFFER_BYTES = 256 << 10;
    private static final int NONE = -1;

    private final StreamWriter data;
    private final StreamWriter log;
    private final ByteBuffer records = LogRecord.buffer(BUFFER_BYTES);
    private int extentStart = NONE;
    private long extentInode;
    private long extentEnd;
    private long extentDataEnd;
    private long extentLength;
    private boolean dirty;

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
        dirty = true;
    }

    /** Lets what the landing holds go, so that it begins anew. */
    void freshLanding() {
        data.flush();
    }

    /** Takes a record. */
    void record(final LogRecord record) {
        append(record);
        extentStart = NONE;
    }

    /** Takes the record of an extent. */
    void extent(final long time, final long inode, final long offset, final long dataOffset, final long length) {
        if (extentStart != NONE && extentInode == inode && extentEnd == offset && extentDataEnd == dataOffset) {
            extentLength += length;
            LogRecord.extend(records, extentStart, time, extentLength);
        } else {
            extentStart = append(
                new LogRecord(LogRecord.Kind.EXTENT, time, inode, offset, dataOffset, length));
            extentInode = inode;
            extentLength = length;
        }
        extentEnd = offset + length;
        extentDataEnd = dataOffset + length;
    }

    /** Whether anything has been taken that has not left. */
    boolean isDirty() {
        return dirty;
    }

    /** Lets all leave that was taken. */
    void flush() {
        data.flush();
        records.flip();
        log.write(records);
        log.flush();
        records.clear();
        extentStart = NONE;
        dirty = false;
    }

    /** Ends both streams. */
    void end() {
        flush();
        data.end();
        log.end();
    }

    private int append(final LogRecord record) {
        if (records.remaining() < LogRecord.MAX_BYTES) {
            flush();
        }
        final int start = records.position();
        record.encode(records);
        dirty = true;
        return start;
    }
}
