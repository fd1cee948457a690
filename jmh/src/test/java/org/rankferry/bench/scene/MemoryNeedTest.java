package org.rankferry.bench.scene;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.api.TargetOptions.Placing;
import org.rankferry.engine.api.TransferException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MemoryNeedTest {
    private static final long GIB = 1L << 30;
    private static final BenchCase SPEC =
        new BenchCase("shm", 4, GIB, 1 << 20, GIB, 16, 1, "memory", Placing.DIRECT, true);

    @Test
    void imagesAreOnceInTheRanksAndOnceAtTheTarget() {
        assertEquals(new MemoryNeed(GIB, 4 * GIB), MemoryNeed.ofSource(SPEC, BenchContent.CHECKED));
        assertEquals(new MemoryNeed(GIB, 0), MemoryNeed.ofSource(SPEC, BenchContent.UNWRITTEN));
        assertEquals(new MemoryNeed(4 * GIB, 0), MemoryNeed.ofTarget(SPEC));
        assertEquals(MemoryNeed.NONE, MemoryNeed.ofTarget(
            new BenchCase("shm", 4, GIB, 1 << 20, GIB, 16, 1, "file", Placing.DIRECT, true)));
    }

    @Test
    void bothKindsComeOutOfTheSameMemory() {
        final MemoryNeed need = new MemoryNeed(5 * GIB, 4 * GIB);
        assertTrue(need.fits(9 * GIB, 5 * GIB));
        assertFalse(need.fits(9 * GIB - 1, 5 * GIB));
        assertFalse(need.fits(20 * GIB, 5 * GIB - 1), "the file system is smaller than the memory");
    }

    @Test
    void aRefusalSaysHowMuchItTakesAndHowMuchThereIs() {
        final TransferException refused = assertThrows(TransferException.class,
            () -> new MemoryNeed(5 * GIB, 4 * GIB).check("it", 8 * GIB, 7 * GIB));
        assertEquals("it takes 9.00 GiB of memory, 5.00 of them in /dev/shm; 8.00 GiB are available, 7.00 of them"
            + " there: give smaller --image-bytes or fewer --ranks", refused.getMessage());
    }
}
