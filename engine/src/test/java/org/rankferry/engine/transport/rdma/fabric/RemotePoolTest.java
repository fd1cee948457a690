package org.rankferry.engine.transport.rdma.fabric;

import org.junit.jupiter.api.Test;
import org.rankferry.protocol.session.PoolRegion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RemotePoolTest {
    private static final int CHUNK = 1 << 20;

    @Test
    void chunksLieOneBehindTheOtherThroughAllRegions() {
        final PoolRegion[] regions = {new PoolRegion(1000, 3L * CHUNK, 11), new PoolRegion(9_000_000_000L, CHUNK, 12)};
        final RemotePool pool = RemotePool.of(regions, CHUNK, 4);
        assertEquals(1000, pool.address(0));
        assertEquals(1000 + 2L * CHUNK, pool.address(2));
        assertEquals(11, pool.key(2));
        assertEquals(9_000_000_000L, pool.address(3));
        assertEquals(12, pool.key(3));
    }

    @Test
    void keysOfAllBitsFit() {
        assertEquals(-1, RemotePool.of(new PoolRegion[] {new PoolRegion(0, CHUNK, 0xFFFF_FFFFL)}, CHUNK, 1).key(0));
    }

    @Test
    void aRegionThatIsTooSmallIsRefusedWithBothNumbers() {
        final String text = refused(new PoolRegion[] {new PoolRegion(0, 2L * CHUNK, 1)}, 3);
        assertTrue(text.contains("hold 2 chunks of 1048576 bytes, the source announced 3"), text);
    }

    @Test
    void aRegionThatEndsInsideAChunkIsRefused() {
        final String text = refused(new PoolRegion[] {new PoolRegion(0, CHUNK + 1, 1)}, 1);
        assertTrue(text.startsWith("region 0 of the pool has 1048577 bytes"), text);
        assertTrue(refused(new PoolRegion[] {new PoolRegion(0, 0, 1)}, 1).startsWith("region 0 of the pool has 0"));
    }

    @Test
    void aRegionIsAsManyWholeChunksAsAnIntCounts() {
        assertEquals((2L << 30) - CHUNK, PoolExposure.regionBytes(CHUNK));
        assertEquals(Integer.MAX_VALUE / 4096 * 4096L, PoolExposure.regionBytes(4096));
    }

    private static String refused(final PoolRegion[] regions, final int chunks) {
        return assertThrows(
            IllegalArgumentException.class, () -> RemotePool.of(regions, CHUNK, chunks)).getMessage();
    }
}
