package org.rankferry.protocol.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FrameStreamProperties {
    @Property(tries = 300)
    void framesComeOutAsTheyWentIn(@ForAll long seed) {
        final Random random = new Random(seed);
        final FrameOutbox outbox = new FrameOutbox(2 + random.nextInt(4));
        final FrameAssembler assembler = new FrameAssembler(FrameHeader.MAX_FRAME_LENGTH + random.nextInt(9000));
        final List<byte[]> sent = new ArrayList<>();
        final List<byte[]> received = new ArrayList<>();
        final int frames = 1 + random.nextInt(60);
        while (received.size() < frames) {
            while (sent.size() < frames && outbox.space() >= FrameHeader.MAX_FRAME_LENGTH && random.nextInt(4) > 0) {
                final byte[] frame = frame(random);
                outbox.send(new UnsafeBuffer(frame), 0, frame.length);
                sent.add(frame);
            }
            pump(outbox, assembler, random);
            while (random.nextInt(8) > 0 && assembler.next()) {
                final byte[] frame = new byte[assembler.length()];
                assembler.buffer().getBytes(assembler.offset(), frame);
                received.add(frame);
            }
        }
        for (int i = 0; i < frames; i++) {
            assertArrayEquals(sent.get(i), received.get(i), "frame " + i + " of seed " + seed);
        }
        assertTrue(outbox.isEmpty());
        assertEquals(0, assembler.buffered());
    }

    @Example
    void rawBytesBehindAFrameCanBeTaken() {
        final byte[] frame = FrameSamples.frame(FrameSamples.TEMPLATES.getFirst(), new Random(1));
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(frame);
        bytes.writeBytes(new byte[] {1, 2, 3, 4, 5});
        final FrameAssembler assembler = new FrameAssembler();
        assembler.writable().put(bytes.toByteArray());
        assembler.received(bytes.size());
        assertTrue(assembler.next());
        final ByteBuffer raw = ByteBuffer.allocate(4);
        assertEquals(3, assembler.take(raw, 3));
        assertEquals(1, assembler.take(raw, 3));
        assertArrayEquals(new byte[] {1, 2, 3, 4}, raw.array());
        assertEquals(1, assembler.buffered());
    }

    @Example
    void aLengthNoFrameHasIsAFault() {
        final FrameAssembler assembler = new FrameAssembler();
        assembler.writable().put(new byte[] {15, 0, 0, 0});
        assembler.received(3);
        assertFalse(assembler.next());
        assembler.received(1);
        assertEquals("frame of 15 bytes is too short, the least is 16",
            assertThrows(FrameFault.class, assembler::next).getMessage());
    }

    @Example
    void aFullOutboxSaysSo() {
        final FrameOutbox outbox = new FrameOutbox(1);
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[FrameHeader.MAX_FRAME_LENGTH]);
        outbox.send(frame, 0, 4000);
        final IllegalStateException full =
            assertThrows(IllegalStateException.class, () -> outbox.send(frame, 0, 100));
        assertEquals("outbox of 4096 bytes is full: 4000 not written yet, no room for a frame of 100; "
            + "the peer does not read", full.getMessage());
        outbox.written(10);
        outbox.send(frame, 0, 100);
        assertEquals(4090, outbox.remaining());
    }

    private static void pump(FrameOutbox outbox, FrameAssembler assembler, Random random) {
        final ByteBuffer from = outbox.readable();
        final ByteBuffer to = assembler.writable();
        final int n = Math.min(random.nextInt(3000), Math.min(from.remaining(), to.remaining()));
        to.put(from.slice(from.position(), n));
        outbox.written(n);
        assembler.received(n);
    }

    private static byte[] frame(Random random) {
        return FrameSamples.frame(FrameSamples.TEMPLATES.get(random.nextInt(FrameSamples.TEMPLATES.size())), random);
    }
}
