package org.rankferry.bufferpool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class PoolGeometryTest {
    private static final int MIB = 1024 * 1024;

    @Test
    void shouldCutThePoolIntoChunks() {
        final PoolGeometry geometry = PoolGeometry.of(MIB, 10L * MIB, 8);

        assertEquals(new PoolGeometry(MIB, 10), geometry);
        assertEquals(10L * MIB, geometry.poolBytes());
        assertEquals(9L * MIB, geometry.offset(9));
        assertThrows(IndexOutOfBoundsException.class, () -> geometry.offset(10));
        assertThrows(IndexOutOfBoundsException.class, () -> geometry.offset(-1));
    }

    @Test
    void shouldCountIn64Bits() {
        final PoolGeometry geometry = PoolGeometry.of(64 * MIB, 64L * MIB * 1024, 1);

        assertEquals(1L << 36, geometry.poolBytes());
        assertEquals((1L << 36) - 64 * MIB, geometry.offset(1023));
    }

    @Test
    void shouldNameTheSizeThatSoManyRanksNeed() {
        final PoolException e = assertThrows(PoolException.class, () -> PoolGeometry.of(MIB, 4L * MIB, 8));

        assertEquals("pool of 4194304 bytes has 4 chunks for 8 ranks; give --pool 8388608 or more", e.getMessage());
        assertEquals(8, PoolGeometry.of(MIB, 8388608, 8).chunks());
    }

    @ParameterizedTest
    @CsvSource({"1048577,1,2097152", "1048577,8,8388608", "0,1,1048576", "-1,3,3145728", "5,1,1048576"})
    void shouldNameASizeThatIsAWholeNumberOfChunks(final long poolBytes, final int ranks, final long proposed) {
        final PoolException e = assertThrows(PoolException.class, () -> PoolGeometry.of(MIB, poolBytes, ranks));

        assertEquals("pool of " + poolBytes + " bytes is not a whole number of chunks of 1048576 bytes; give --pool " +
            proposed, e.getMessage());
        assertEquals(proposed, PoolGeometry.of(MIB, proposed, ranks).poolBytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -4096, 2048, 4095, 4097, 12288, 128 * MIB, Integer.MIN_VALUE})
    void shouldRefuseAChunkSize(final int chunkBytes) {
        final PoolException e = assertThrows(PoolException.class, () -> new PoolGeometry(chunkBytes, 4));

        assertEquals("chunk of " + chunkBytes + " bytes; give --chunk a power of two from 4096 to 67108864",
            e.getMessage());
    }

    @Test
    void shouldRefuseTooManyOrNoChunksAndNoRanks() {
        assertThrows(PoolException.class, () -> new PoolGeometry(4096, 0));
        assertThrows(PoolException.class, () -> new PoolGeometry(4096, PoolGeometry.MAX_CHUNKS + 1));
        assertThrows(PoolException.class, () -> PoolGeometry.of(4096, 4096L * (PoolGeometry.MAX_CHUNKS + 1), 1));
        assertThrows(PoolException.class, () -> PoolGeometry.of(4096, 4096L << 40, 1));
        assertThrows(PoolException.class, () -> PoolGeometry.of(4096, 8192, 0));
        assertThrows(PoolException.class, () ->
            new ChunkPool(new PoolGeometry(4096, 2), 3, PoolCounters.unshared()));
    }
}
