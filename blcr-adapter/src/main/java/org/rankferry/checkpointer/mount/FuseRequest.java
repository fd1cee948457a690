package org.rankferry.checkpointer.mount;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The request that is being served: its header, and what follows it but for the bytes of a write. */
final class FuseRequest {
    private static final int OPCODE_OFFSET = 4;
    private static final int ID_OFFSET = 8;
    private static final int NODE_OFFSET = 16;
    private static final int USER_OFFSET = 24;
    private static final int GROUP_OFFSET = 28;

    private final ByteBuffer buffer;
    private int length;

    FuseRequest(final int capacity) {
        buffer = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
    }

    /** Where requests are received. */
    ByteBuffer buffer() {
        return buffer;
    }

    void received(final int bytes) {
        length = bytes;
    }

    int opcode() {
        return buffer.getInt(OPCODE_OFFSET);
    }

    long id() {
        return buffer.getLong(ID_OFFSET);
    }

    /** Number of the file that is asked about. */
    long node() {
        return buffer.getLong(NODE_OFFSET);
    }

    int user() {
        return buffer.getInt(USER_OFFSET);
    }

    int group() {
        return buffer.getInt(GROUP_OFFSET);
    }

    /** A field after the header. */
    int int32(final int offset) {
        return buffer.getInt(FuseWire.REQUEST_HEADER + offset);
    }

    /** A field after the header. */
    long int64(final int offset) {
        return buffer.getLong(FuseWire.REQUEST_HEADER + offset);
    }

    /**
     * A name that begins at an offset after the header and ends with a zero.
     *
     * @param index 0 for the first one there, 1 for the one behind it.
     */
    String text(final int offset, final int index) {
        int start = FuseWire.REQUEST_HEADER + offset;
        int end = end(start);
        for (int i = 0; i < index; i++) {
            start = end + 1;
            end = end(start);
        }
        final byte[] bytes = new byte[end - start];
        buffer.get(start, bytes);
        return new String(bytes, LogRecord.BYTES);
    }

    private int end(final int start) {
        int end = start;
        while (end < length && buffer.get(end) != 0) {
            end++;
        }
        return end;
    }
}
