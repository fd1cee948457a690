package org.rankferry.protocol.wire;

import org.agrona.DirectBuffer;
import org.rankferry.protocol.wire.codec.MessageHeaderDecoder;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * The gate every received frame passes before a decoder touches it.
 *
 * <p>Checked are the frame header, the SBE message header, and that block, group and texts fill the body exactly, with
 * known enumeration values and texts within their limits. What values mean together, and whether the frame may come
 * now, is the session's to judge. Nothing outside the given range is read; nothing is allocated for a good frame.
 */
public final class FrameCheck {
    private static final int BLOCK_LENGTH_OFFSET = FrameHeader.LENGTH
        + MessageHeaderDecoder.blockLengthEncodingOffset();
    private static final int TEMPLATE_ID_OFFSET = FrameHeader.LENGTH + MessageHeaderDecoder.templateIdEncodingOffset();
    private static final int SCHEMA_ID_OFFSET = FrameHeader.LENGTH + MessageHeaderDecoder.schemaIdEncodingOffset();
    private static final int VERSION_OFFSET = FrameHeader.LENGTH + MessageHeaderDecoder.versionEncodingOffset();

    private FrameCheck() {
    }

    /**
     * Checks a whole frame.
     *
     * @param buffer that holds it
     * @param offset of its frame header
     * @param length in bytes, as the transport delivered it
     * @return template id of its message
     * @throws FrameFault naming frame, field and value
     */
    public static int templateId(DirectBuffer buffer, int offset, int length) {
        checkLength(length);
        final long framed = FrameHeader.length(buffer, offset);
        if (framed != length) {
            throw new FrameFault("frame length is " + framed + ", but " + length + " bytes arrived");
        }
        if (FrameHeader.reserved(buffer, offset) != 0) {
            throw new FrameFault("frame header: reserved is " + FrameHeader.reserved(buffer, offset) + ", expected 0");
        }
        final int schemaId = uint16(buffer, offset + SCHEMA_ID_OFFSET);
        if (schemaId != MessageHeaderDecoder.SCHEMA_ID) {
            throw new FrameFault("schema id is " + schemaId + ", expected " + MessageHeaderDecoder.SCHEMA_ID
                + "; the peer does not speak rankferry");
        }
        final int version = uint16(buffer, offset + VERSION_OFFSET);
        if (version != MessageHeaderDecoder.SCHEMA_VERSION) {
            throw FrameFault.version(MessageHeaderDecoder.SCHEMA_VERSION, version);
        }
        final int templateId = uint16(buffer, offset + TEMPLATE_ID_OFFSET);
        final FrameShape shape = FrameShapes.of(templateId);
        if (shape == null) {
            throw new FrameFault("template id is " + templateId + ", which no frame has");
        }
        final int blockLength = uint16(buffer, offset + BLOCK_LENGTH_OFFSET);
        if (blockLength != shape.blockLength()) {
            throw FrameFault.field(shape.name(), "block length", blockLength, "expected " + shape.blockLength());
        }
        shape.check(buffer, offset + FrameHeader.BODY_OFFSET, offset + length);
        return templateId;
    }

    /**
     * The name of a frame, for people.
     *
     * @param templateId of the frame
     * @return name in the schema, or "template N" when there is no such frame
     */
    public static String name(int templateId) {
        final FrameShape shape = FrameShapes.of(templateId);
        return shape == null ? "template " + templateId : shape.name();
    }

    static void checkLength(long length) {
        if (length < FrameHeader.MIN_FRAME_LENGTH) {
            throw new FrameFault(
                "frame of " + length + " bytes is too short, the least is " + FrameHeader.MIN_FRAME_LENGTH);
        }
        if (length > FrameHeader.MAX_FRAME_LENGTH) {
            throw new FrameFault(
                "frame of " + length + " bytes is too long, the most is " + FrameHeader.MAX_FRAME_LENGTH);
        }
    }

    private static int uint16(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset, LITTLE_ENDIAN) & 0xFFFF;
    }
}
