package org.rankferry.bench;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.bench.scene.BenchCase;
import org.rankferry.engine.api.TargetOptions.Placing;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Neither agent allocates anything for a chunk. */
@Tag("slow")
class AllocationTest {
    private static final int WARMUP = 6;
    private static final int CHUNKS = 10_000;
    /** Of which all ranks write for so long at least, however unlike they progress. */
    private static final int MOST_SETS = 5;
    /** The smallest object has 16 bytes: one in 16 chunks would show. */
    private static final double MOST_BYTES = 1;

    @ParameterizedTest
    @ValueSource(strings = {"shm", "tcp"})
    void agentsAllocateNothingPerChunk(final String transport) {
        assertNothingAllocated(transport);
    }

    /** Moves some sets, and then some whose steady part is looked at. */
    static void assertNothingAllocated(final String transport) {
        final BenchCase spec =
            new BenchCase(transport, 8, 8 << 20, 4 << 10, 1 << 20, 16, 1, "memory", Placing.DIRECT, true);
        try (BenchPlace place = new BenchPlace(spec)) {
            for (int i = 0; i < WARMUP; i++) {
                place.scene().move();
                place.scene().recycle();
            }

            final AllocationProbe probe = new AllocationProbe(place.scene(), spec);
            long chunks = 0;
            for (int set = 0; set < MOST_SETS && chunks < CHUNKS; set++) {
                final AllocationProbe.Slopes slopes = probe.measure();
                assertTrue(!slopes.known() || (slopes.source() < MOST_BYTES && slopes.target() < MOST_BYTES),
                    slopes::toString);
                chunks += slopes.chunks();
            }

            assertTrue(chunks >= CHUNKS, chunks + " chunks in the steady part of " + MOST_SETS + " sets");
        }
    }
}
