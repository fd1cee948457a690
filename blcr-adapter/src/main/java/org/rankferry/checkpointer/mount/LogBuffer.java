package org.rankferry.checkpointer.mount;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Records that have not left yet. An append makes the extent before it longer, as long as nothing else was done in
 * between: what the log says up to any record is how the files were at some time.
 */
final class LogBuffer {
    private static final int BYTES = 256 << 10;
    private static final int NONE = -1;

    private final ByteBuffer records = LogRecord.buffer(BYTES);
    private final Consumer<ByteBuffer> way;
    private int extentStart = NONE;
    private long extentInode;
    private long extentEnd;
    private long extentDataEnd;
    private long extentLength;

    /**
     * Gathers records.
     *
     * @param way takes all that are there, from the buffer's position to its limit, when there is no room for another
     *            one, or {@link #leave} is called.
     */
    LogBuffer(final Consumer<ByteBuffer> way) {
        this.way = way;
    }

    boolean isEmpty() {
        return records.position() == 0;
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
            extentStart = append(new LogRecord(LogRecord.Kind.EXTENT, time, inode, offset, dataOffset, length));
            extentInode = inode;
            extentLength = length;
        }
        extentEnd = offset + length;
        extentDataEnd = dataOffset + length;
    }

    /** Lets all records leave. */
    void leave() {
        records.flip();
        way.accept(records);
        records.clear();
        extentStart = NONE;
    }

    private int append(final LogRecord record) {
        if (records.remaining() < LogRecord.MAX_BYTES) {
            leave();
        }
        final int start = records.position();
        record.encode(records);
        return start;
    }
}
