package org.rankferry.protocol.wire;

import java.nio.ByteOrder;
import java.util.List;

import org.agrona.DirectBuffer;

/**
 * What a frame of one template must look like behind its headers: a block, at most one group, and texts in order.
 *
 * @param name of the message
 * @param blockLength bytes of the fixed fields
 * @param group the repeating group, or null
 * @param choices fields of the block that take few values: enumerations, flag sets, booleans
 * @param texts variable-length fields in order
 */
record FrameShape(String name, int blockLength, Group group, List<Choice> choices, List<Text> texts) {

    /**
     * A repeating group.
     *
     * @param name of the group
     * @param entryLength bytes of one entry
     * @param most entries
     */
    record Group(String name, int entryLength, int most) {
    }

    /**
     * A u8 field whose values lie between two bounds.
     *
     * @param name of the field
     * @param offset in the block
     * @param least value
     * @param most value
     */
    record Choice(String name, int offset, int least, int most) {
    }

    /**
     * A text.
     *
     * @param name of the field
     * @param most bytes
     */
    record Text(String name, int most) {
    }

    /**
     * Walks the body and checks that it ends where the frame does.
     *
     * @param buffer that holds the frame
     * @param body offset of the block
     * @param end of the frame
     */
    void check(DirectBuffer buffer, int body, int end) {
        if (end - body < blockLength) {
            throw new FrameFault(
                "frame " + name + ": body is " + (end - body) + " bytes, its block alone has " + blockLength);
        }
        for (int i = 0; i < choices.size(); i++) {
            checkChoice(choices.get(i), buffer.getByte(body + choices.get(i).offset()) & 0xFF);
        }
        int at = body + blockLength;
        if (group != null) {
            at = skipGroup(buffer, at, end);
        }
        for (int i = 0; i < texts.size(); i++) {
            at = skipText(texts.get(i), buffer, at, end);
        }
        if (at != end) {
            throw new FrameFault("frame " + name + ": " + (end - at) + " bytes follow its last field");
        }
    }

    private void checkChoice(Choice choice, int value) {
        if (value < choice.least() || value > choice.most()) {
            throw FrameFault.field(name, choice.name(), value,
                "expected " + choice.least() + " to " + choice.most());
        }
    }

    private int skipGroup(DirectBuffer buffer, int at, int end) {
        if (end - at < FrameLimits.GROUP_HEADER_LENGTH) {
            throw cut(group.name(), end - at);
        }
        final int entryLength = buffer.getShort(at, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
        final int count = buffer.getShort(at + 2, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
        if (entryLength != group.entryLength()) {
            throw FrameFault.field(name, group.name() + " entry length", entryLength, "expected "
                + group.entryLength());
        }
        if (count > group.most()) {
            throw FrameFault.field(name, group.name() + " count", count, "at most " + group.most());
        }
        final int next = at + FrameLimits.GROUP_HEADER_LENGTH + count * entryLength;
        if (next > end) {
            throw new FrameFault("frame " + name + ": " + group.name() + " has " + count + " entries of " + entryLength
                + " bytes, but only " + (end - at - FrameLimits.GROUP_HEADER_LENGTH) + " bytes are left");
        }
        return next;
    }

    private int skipText(Text text, DirectBuffer buffer, int at, int end) {
        if (end - at < FrameLimits.TEXT_HEADER_LENGTH) {
            throw cut(text.name(), end - at);
        }
        final int length = buffer.getShort(at, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
        if (length > text.most()) {
            throw new FrameFault(
                "frame " + name + ": " + text.name() + " is " + length + " bytes, at most " + text.most());
        }
        final int first = at + FrameLimits.TEXT_HEADER_LENGTH;
        if (length > end - first) {
            throw new FrameFault("frame " + name + ": " + text.name() + " is " + length + " bytes, but only "
                + (end - first) + " bytes are left");
        }
        for (int i = 0; i < length; i++) {
            final byte b = buffer.getByte(first + i);
            if (FrameText.isControl(b)) {
                throw new FrameFault("frame " + name + ": " + text.name() + " has control character " + b + " at byte "
                    + i
                    + "; a text is one line");
            }
        }
        return first + length;
    }

    private FrameFault cut(String field, int left) {
        return new FrameFault("frame " + name + ": ends in the length of " + field + ", " + left + " bytes are left");
    }
}
