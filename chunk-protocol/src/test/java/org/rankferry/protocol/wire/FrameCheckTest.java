package org.rankferry.protocol.wire;

import java.nio.ByteOrder;
import java.util.Random;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rankferry.protocol.wire.codec.AttachEncoder;
import org.rankferry.protocol.wire.codec.ChunkDoneEncoder;
import org.rankferry.protocol.wire.codec.ChunkReadyEncoder;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;
import org.rankferry.protocol.wire.codec.PingEncoder;
import org.rankferry.protocol.wire.codec.RefusalCode;
import org.rankferry.protocol.wire.codec.RefusedEncoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class FrameCheckTest {
    @Test
    void tooShort() {
        assertFault("frame of 12 bytes is too short, the least is 16", new byte[12]);
    }

    @Test
    void tooLong() {
        assertFault("frame of 4097 bytes is too long, the most is 4096", new byte[4097]);
    }

    @Test
    void lengthDisagrees() {
        assertFault("frame length is 23, but 24 bytes arrived", changed(PingEncoder.TEMPLATE_ID, 0, 23));
    }

    @Test
    void reservedIsNotZero() {
        assertFault("frame header: reserved is 7, expected 0", changed(PingEncoder.TEMPLATE_ID, 6, 7));
    }

    @Test
    void otherSchema() {
        assertFault("schema id is 9, expected 7263; the peer does not speak rankferry",
            changed(PingEncoder.TEMPLATE_ID, 12, 9));
    }

    @Test
    void otherVersion() {
        final FrameFault fault = assertFault(
            "protocol version is 3, this end speaks 1; run the same rankferry on both ends",
            changed(PingEncoder.TEMPLATE_ID, 14, 3));
        assertEquals(RefusalCode.PROTOCOL_VERSION, fault.code());
        assertEquals(1, fault.expected());
        assertEquals(3, fault.got());
    }

    @Test
    void unknownTemplate() {
        assertFault("template id is 63, which no frame has", changed(PingEncoder.TEMPLATE_ID, 10, 63));
        assertFault("template id is 65535, which no frame has", changed(PingEncoder.TEMPLATE_ID, 10, 65535));
    }

    @Test
    void otherBlockLength() {
        assertFault("frame ChunkReady: block length is 12, expected 34", changed(ChunkReadyEncoder.TEMPLATE_ID, 8, 12));
    }

    @Test
    void textTooLong() {
        assertFault("frame Attach: job is 300 bytes, at most 64", changed(AttachEncoder.TEMPLATE_ID, 24, 300));
    }

    @Test
    void groupTooLong() {
        assertFault("frame ChunkDone: chunks count is 2000, at most 1019",
            changed(ChunkDoneEncoder.TEMPLATE_ID, 18, 2000));
        assertFault("frame ChunkDone: chunks entry length is 5, expected 4",
            changed(ChunkDoneEncoder.TEMPLATE_ID, 16, 5));
    }

    @Test
    void unknownEnumerationValue() {
        final byte[] frame = FrameSamples.frame(RefusedEncoder.TEMPLATE_ID, new Random(7));
        frame[16] = 99;
        assertFault("frame Refused: code is 99, expected 1 to 14", frame);
    }

    @Test
    void controlCharacterInText() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[16 + 8 + 2 + 3]);
        new AttachEncoder().wrapAndApplyHeader(buffer, 8, new MessageHeaderEncoder())
            .rank(1).pid(2).job("a\nb");
        FrameHeader.write(buffer, 0, buffer.capacity(), 0);
        assertFault("frame Attach: job has control character 10 at byte 1; a text is one line", buffer.byteArray());
    }

    private static byte[] changed(int templateId, int offset, int value) {
        final byte[] frame = FrameSamples.frame(templateId, new Random(42));
        new UnsafeBuffer(frame).putShort(offset, (short) value, ByteOrder.LITTLE_ENDIAN);
        return frame;
    }

    private static FrameFault assertFault(String message, byte[] frame) {
        final FrameFault fault = assertThrows(FrameFault.class,
            () -> FrameCheck.templateId(new UnsafeBuffer(frame), 0, frame.length));
        assertEquals(message, fault.getMessage());
        return fault;
    }
}
