package org.rankferry.protocol.image;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StreamDigestProperties {
    @Property(tries = 300)
    void chunksInAnyOrderGiveTheCrcOfTheWhole(@ForAll long seed) {
        final Random random = new Random(seed);
        final byte[] stream = new byte[1 + random.nextInt(20_000)];
        final List<int[]> chunks = new ArrayList<>();
        for (int at = 0; at < stream.length;) {
            final int length = Math.min(stream.length - at, 1 + random.nextInt(2000));
            // Every fourth piece is a hole.
            if (random.nextInt(4) > 0) {
                chunks.add(new int[] {at, length});
                for (int i = at; i < at + length; i++) {
                    stream[i] = (byte) (i * 31 + random.nextInt(3));
                }
            }
            at += length;
        }
        if (random.nextInt(3) > 0) {
            Collections.shuffle(chunks, random);
        }
        final StreamDigest digest = new StreamDigest();
        for (final int[] chunk : chunks) {
            assertFalse(digest.add(chunk[0], chunk[1], Crc32c.of(stream, chunk[0], chunk[1])));
        }
        assertTrue(digest.known());
        assertEquals(Crc32c.of(stream), digest.crc(stream.length), "seed " + seed);
    }

    @Property(tries = 200)
    void anOverlapMakesItUnknownAndLeavesTheExtentsRight(@ForAll long seed) {
        final Random random = new Random(seed);
        final StreamDigest digest = new StreamDigest();
        final ExtentSet model = new ExtentSet();
        boolean overlapped = false;
        for (int i = 0; i < 30; i++) {
            final int start = random.nextInt(300);
            final int length = 1 + random.nextInt(15);
            final boolean overlaps = model.add(start, start + length);
            overlapped |= overlaps;
            assertEquals(overlaps, digest.add(start, length, i));
            assertEquals(!overlapped, digest.known(), "seed " + seed);
            assertEquals(model.toString(), digest.extents().toString(), "seed " + seed);
        }
        if (overlapped) {
            assertThrows(IllegalStateException.class, () -> digest.crc(1000));
        }
        digest.clear();
        assertEquals(0, digest.crc(0));
    }

    @Example
    void aSequentialWriterHasOneRun() {
        final StreamDigest digest = new StreamDigest();
        for (int i = 0; i < 10_000; i++) {
            digest.add(i * 1000L, 1000, i);
        }
        assertEquals(1, digest.extents().count());
        assertEquals(10_000_000, digest.end());
        assertThrows(IllegalArgumentException.class, () -> digest.crc(9_999_999));
    }
}
