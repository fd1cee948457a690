package org.rankferry.bench;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Only what is allocated while all streams are open is a chunk's. */
class AllocationSlopeTest {
    private final AllocationSlope slope = new AllocationSlope(2);

    private void look(final int streamsOpen, final long chunks, final long source, final long target) {
        slope.add(new AllocationSlope.Look(streamsOpen, chunks, source, target));
    }

    @Test
    void streamsThatOpenLateOrEndEarlyDoNotCount() {
        look(0, 0, 1000, 1000);
        look(1, 0, 5000, 1000);
        look(1, 400, 5000, 9000); // of a rank that is ahead
        look(2, 500, 9000, 9000);
        look(2, 600, 9000, 15_000); // the second stream was counted as open before the target was through with it
        look(2, 700, 9100, 15_000);
        look(2, 800, 9200, 15_000);
        look(2, 900, 9500, 15_000); // the first stream was ended before it was counted as such
        look(1, 1000, 9700, 16_000);
        look(0, 2000, 9900, 17_000);

        assertEquals(200, slope.chunks());
        assertEquals(1, slope.source());
        assertEquals(0, slope.target());
    }

    @Test
    void whatIsAllocatedForChunksCounts() {
        for (long chunks = 0; chunks < 100; chunks++) {
            look(2, chunks, 16 * chunks, 48 * chunks);
        }

        assertEquals(97, slope.chunks());
        assertEquals(16, slope.source());
        assertEquals(48, slope.target());
    }

    @Test
    void aSetThatIsOverTooSoonHasNone() {
        look(1, 0, 0, 0);
        look(2, 10, 0, 0);
        look(2, 20, 0, 0);
        look(1, 30, 0, 0);

        assertEquals(0, slope.chunks());
        assertTrue(Double.isNaN(slope.source()) && Double.isNaN(slope.target()));
    }
}
