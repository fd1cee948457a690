package org.rankferry.engine.store.slab;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class SlabPlanProperties {
    private static final int PAGE = 4096;

    @Property
    void everySlabButTheFirstHoldsAChunk(
        @ForAll @LongRange(min = 0, max = 6L << 30) final long expected,
        @ForAll @IntRange(min = 12, max = 26) final int chunkBits) {
        final SlabPlan plan = new SlabPlan(expected, SlabPlan.MAX_KNOWN, 1 << chunkBits);
        long start = 0;
        for (int i = 0; i < 20; i++) {
            final int length = plan.lengthAt(start);
            assertTrue(length > 0 && length <= SlabPlan.MAX_SLAB && length % PAGE == 0, "slab of " + length);
            assertTrue(i == 0 || length >= 1 << chunkBits, "slab " + i + " of " + length);
            start += length;
        }
    }

    @Property
    void expectedBytesAreOneSlab(@ForAll @LongRange(min = 1, max = SlabPlan.MAX_KNOWN) final long expected) {
        final SlabPlan plan = new SlabPlan(expected, SlabPlan.MAX_KNOWN, 1 << 20);
        assertEquals(SlabPlan.roundUp(expected), plan.lengthAt(0));
    }

    @Property(tries = 1)
    void unknownStreamsDoubleUntilTheLimit() {
        final SlabPlan plan = new SlabPlan(0, SlabPlan.MAX_KNOWN, 1 << 20);
        final int[] mib = {8, 8, 16, 32, 64, 64, 64};
        long start = 0;
        for (final int expected : mib) {
            assertEquals(expected << 20, plan.lengthAt(start));
            start += plan.lengthAt(start);
        }
    }
}
