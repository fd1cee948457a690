package org.rankferry.protocol.image;

import java.util.BitSet;
import java.util.Random;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ExtentSetProperties {
    private static final int UNIVERSE = 200;

    @Property(tries = 500)
    void behavesLikeABitSet(@ForAll long seed) {
        final Random random = new Random(seed);
        final ExtentSet set = new ExtentSet();
        final BitSet model = new BitSet();
        for (int i = 0; i < 60; i++) {
            final int start = random.nextInt(UNIVERSE);
            final int end = start + random.nextInt(random.nextInt(4) == 0 ? 60 : 6);
            final boolean overlapped = !model.get(start, end).isEmpty();
            model.set(start, end);
            assertEquals(overlapped, set.add(start, end), "seed " + seed + ", add " + start + ", " + end);
            assertSame(model, set, "seed " + seed + ", after [" + start + ", " + end + "): " + set);
        }
    }

    @Example
    void sequentialAppendsStayOneExtent() {
        final ExtentSet set = new ExtentSet();
        for (long at = 0; at < 1 << 20; at += 4096) {
            assertFalse(set.add(at, at + 4096));
        }
        assertEquals(1, set.count());
        assertEquals(1 << 20, set.contiguousFrom(0));
    }

    @Example
    void theEndsOfLong() {
        final ExtentSet set = new ExtentSet();
        assertFalse(set.add(Long.MAX_VALUE - 2, Long.MAX_VALUE));
        assertTrue(set.add(0, Long.MAX_VALUE));
        assertEquals(Long.MAX_VALUE, set.covered());
        assertEquals(Long.MAX_VALUE, set.contiguousFrom(Long.MAX_VALUE));
        assertTrue(set.contains(0, Long.MAX_VALUE));
    }

    @Example
    void badRanges() {
        final ExtentSet set = new ExtentSet();
        assertThrows(IllegalArgumentException.class, () -> set.add(-1, 3));
        assertThrows(IllegalArgumentException.class, () -> set.add(3, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> set.start(0));
        assertFalse(set.add(7, 7));
        assertEquals(0, set.count());
    }

    private static void assertSame(BitSet model, ExtentSet set, String message) {
        assertEquals(model.cardinality(), set.covered(), message);
        int at = model.nextSetBit(0);
        for (int i = 0; i < set.count(); i++) {
            assertEquals(at, set.start(i), message);
            assertEquals(model.nextClearBit(at), set.end(i), message);
            at = model.nextSetBit((int) set.end(i));
        }
        assertEquals(-1, at, message);
        for (int i = 0; i < UNIVERSE; i += 7) {
            assertEquals(model.get(i) ? model.nextClearBit(i) : i, set.contiguousFrom(i), message);
            assertEquals(model.nextClearBit(i) >= i + 5, set.contains(i, i + 5), message);
        }
        final BitSet gaps = new BitSet();
        set.forEachGap(UNIVERSE, (start, end) -> {
            assertTrue(start < end, message);
            gaps.set((int) start, (int) end);
        });
        final BitSet missing = new BitSet();
        missing.set(0, UNIVERSE);
        missing.andNot(model);
        assertEquals(missing, gaps, message);
    }
}
