package org.rankferry.checkpointer.mount;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Applies the records of a log to a tree as they arrive. */
final class IncomingLog {
    private static final int BUFFER_BYTES = 256 << 10;

    private final StreamTail stream;
    private final FileTree tree;
    private final ByteBuffer buffer = LogRecord.buffer(BUFFER_BYTES);
    private long position;
    private long applied;

    IncomingLog(final StreamTail stream, final FileTree tree) {
        this.stream = stream;
        this.tree = tree;
    }

    /** Applies what has arrived, at most a buffer full. Returns whether there was something. */
    boolean apply() {
        final long there = stream.available() - position;
        if (there <= 0 || stream.file() == null) {
            return false;
        }
        buffer.clear().limit((int) Math.min(there, buffer.capacity()));
        try {
            stream.read(buffer, position);
        } catch (final IOException e) {
            throw new MountException("the log of the mount can't be read: " + e.getMessage(), e);
        }
        buffer.flip();
        int end = 0;
        for (LogRecord record = LogRecord.decode(buffer); record != null; record = LogRecord.decode(buffer)) {
            tree.apply(record);
            applied++;
            end = buffer.position();
        }
        if (end == 0 && stream.ended()) {
            throw new MountException("the log of the mount ends within a record, at byte " + position, null);
        }
        position += end;
        return end > 0;
    }

    /** Records that were applied. */
    long applied() {
        return applied;
    }

    /** Whether every record there will ever be is applied. */
    boolean isWhole() {
        return stream.ended() && position == stream.available();
    }
}
