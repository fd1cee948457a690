package org.rankferry.protocol.wire;

import java.nio.ByteOrder;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The eight bytes before the SBE message header of every frame, little endian.
 *
 * <pre>
 *  0        4        6        8                16
 *  +--------+--------+--------+----------------+---------
 *  | length | credits| 0      | messageHeader  | body ...
 *  +--------+--------+--------+----------------+---------
 *  length   u32  the whole frame, these 8 bytes too: {@value #MIN_FRAME_LENGTH}..{@value #MAX_FRAME_LENGTH} bytes
 *  credits  u16  receive credits given back to the peer by this frame; 0 on a rank's door
 *  0        u16  reserved, sent as 0, refused otherwise
 * </pre>
 *
 * <p>The accessors check nothing; {@link FrameCheck} does.
 */
public final class FrameHeader {
    /** Offset of the frame's length, u32. */
    public static final int LENGTH_OFFSET = 0;

    /** Offset of the credits, u16. */
    public static final int CREDITS_OFFSET = 4;

    /** Offset of the reserved field, u16, always 0. */
    public static final int RESERVED_OFFSET = 6;

    /** Length of this header, and so the offset of the SBE message header. */
    public static final int LENGTH = 8;

    /** Offset of the message's first field: this header and the SBE message header lie before it. */
    public static final int BODY_OFFSET = 16;

    /** The shortest frame: both headers and an empty body. */
    public static final int MIN_FRAME_LENGTH = 16;

    /** The longest frame, and so the size of every receive buffer. */
    public static final int MAX_FRAME_LENGTH = 4096;

    private FrameHeader() {
    }

    /**
     * The frame's length as the frame itself says, 0 to 2^32 - 1 in an unchecked frame.
     *
     * @param buffer holding the frame
     * @param offset of the frame in the buffer
     * @return bytes, unsigned
     */
    public static long length(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xFFFF_FFFFL;
    }

    /**
     * Credits the frame gives back.
     *
     * @param buffer holding the frame
     * @param offset of the frame in the buffer
     * @return frames, 0..65535
     */
    public static int credits(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + CREDITS_OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }

    /**
     * The reserved field.
     *
     * @param buffer holding the frame
     * @param offset of the frame in the buffer
     * @return 0 in a good frame
     */
    public static int reserved(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + RESERVED_OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }

    /**
     * Writes the whole header over a message already encoded behind it.
     *
     * @param buffer holding the frame
     * @param offset of the frame in the buffer
     * @param length of the whole frame in bytes, this header too
     * @param credits given back, 0..65535
     */
    public static void write(MutableDirectBuffer buffer, int offset, int length, int credits) {
        buffer.putInt(offset + LENGTH_OFFSET, length, ByteOrder.LITTLE_ENDIAN);
        buffer.putShort(offset + CREDITS_OFFSET, (short) credits, ByteOrder.LITTLE_ENDIAN);
        buffer.putShort(offset + RESERVED_OFFSET, (short) 0, ByteOrder.LITTLE_ENDIAN);
    }
}
