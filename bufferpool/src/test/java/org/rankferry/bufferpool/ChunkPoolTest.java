package org.rankferry.bufferpool;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import com.sun.management.ThreadMXBean;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.Test;

import static java.nio.ByteBuffer.allocateDirect;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankferry.bufferpool.ChunkState.FREE;
import static org.rankferry.bufferpool.ChunkState.LEASED;

class ChunkPoolTest {
    private record Lease(int rank, int chunk) {
    }

    private final List<Lease> leases = new ArrayList<>();

    @Test
    void shouldServeRanksThatHoldNothingBeforeSecondLeases() {
        final ChunkPool pool = pool(6, 3);
        pool.want(2, 2, 0);
        pool.want(0, 2, 0);
        pool.want(1, 2, 0);

        assertEquals(6, pool.serve(this::onLease, 0));

        assertEquals(List.of(2, 0, 1, 2, 0, 1), ranks());
        assertEquals(6, leases.stream().map(Lease::chunk).distinct().count());
    }

    @Test
    void shouldKeepAChunkForEachRankThatMayYetCome() {
        final ChunkPool pool = pool(4, 3);
        pool.want(0, 4, 0);

        assertEquals(2, pool.serve(this::onLease, 0));
        assertEquals(2, pool.count(FREE));

        pool.want(1, 2, 0);
        pool.want(2, 2, 0);
        assertEquals(2, pool.serve(this::onLease, 0));
        assertEquals(List.of(0, 0, 1, 2), ranks());
    }

    @Test
    void shouldGoRoundWithFurtherLeases() {
        final ChunkPool pool = pool(8, 2);
        pool.want(0, 4, 0);
        pool.want(1, 4, 0);

        pool.serve(this::onLease, 0);

        assertEquals(List.of(0, 1, 0, 1, 0, 1, 0, 1), ranks());
        assertEquals(4, pool.held(0));
    }

    @Test
    void shouldMeasureWaitsOfRanksWithoutALease() {
        final PoolCounters counters = PoolCounters.unshared();
        final ChunkPool pool = new ChunkPool(new PoolGeometry(4096, 2), 2, counters);
        pool.want(0, 1, 100);
        pool.want(1, 1, 100);
        pool.serve(this::onLease, 100);
        pool.ready(leases.get(1).chunk(), 1, 150);
        pool.ready(leases.get(0).chunk(), 0, 160);
        assertEquals(0, pool.serve(this::onLease, 200));

        assertEquals(1, pool.waitingRank());
        assertEquals(50, pool.oldestWaitNs(200));
        assertFalse(pool.expired(200, 50));
        assertTrue(pool.expired(201, 50));

        pool.reading(leases.get(0).chunk());
        pool.done(leases.get(0).chunk());
        pool.serve(this::onLease, 400);
        assertEquals(0, pool.waitingRank());
        pool.done(leases.get(1).chunk());
        pool.serve(this::onLease, 1000);

        assertEquals(ChunkPool.NONE, pool.waitingRank());
        assertEquals(0, pool.oldestWaitNs(5000));
        assertFalse(pool.expired(5000, 0));
        assertEquals(250, pool.waits().totalNs(1));
        assertEquals(840, pool.waits().maxNs(0));
        assertEquals(1, pool.waits().count(0));
        assertEquals(840, pool.waits().maxTotalNs());
        assertEquals(250, pool.waits().medianTotalNs());
        assertEquals(2, counters.waits());
        assertEquals(1090, counters.waitNs());
        assertEquals(840, counters.maxWaitNs());
        assertEquals(4, counters.leases());
    }

    @Test
    void shouldForgetTheWaitOfARankThatStopsOrDies() {
        final ChunkPool pool = pool(2, 2);
        pool.want(0, 1, 0);
        pool.want(1, 1, 10);
        pool.stop(0);
        assertEquals(1, pool.waitingRank());
        pool.reclaim(1);
        assertEquals(ChunkPool.NONE, pool.waitingRank());
        assertEquals(0, pool.serve(this::onLease, 20));
        assertEquals(0, pool.waits().count(0));
    }

    @Test
    void shouldNotGiveAChunkToAnotherRankWhileItsOldOwnerMayStillWriteIntoIt() {
        final ChunkPool pool = pool(3, 2);
        pool.want(0, 2, 0);
        pool.want(1, 2, 0);
        pool.serve(this::onLease, 0);
        final int old = leases.get(0).chunk();
        pool.voidAll();

        assertFalse(pool.holds(old, 0));
        final IllegalStateException e = assertThrows(IllegalStateException.class, () -> pool.ready(old, 0, 1));
        assertEquals("chunk 0 is LEASED to rank slot 0 by a void lease; rank slot 0 can't make it READY",
            e.getMessage());
        leases.clear();
        pool.want(1, 2, 1);
        pool.serve(this::onLease, 1);
        assertFalse(leases.stream().anyMatch(lease -> lease.chunk() == old));
        assertEquals(0, pool.waits().count(1));

        pool.want(0, 2, 2);
        pool.serve(this::onLease, 2);
        assertEquals(3, pool.count(LEASED));
        assertTrue(pool.held(0) >= 1);
    }

    @Test
    void shouldFreeVoidLeasesOfADeadRank() {
        final PoolCounters counters = PoolCounters.unshared();
        final ChunkPool pool = new ChunkPool(new PoolGeometry(4096, 3), 2, counters);
        pool.want(0, 2, 0);
        pool.serve(this::onLease, 0);
        pool.voidAll();

        assertEquals(2, pool.reclaim(0));
        assertEquals(3, pool.count(FREE));
        assertEquals(2, counters.reclaimed());
    }

    @Test
    void shouldGiveBackAllWhenTheImageEnds() {
        final PoolCounters counters = PoolCounters.unshared();
        final ChunkPool pool = new ChunkPool(new PoolGeometry(4096, 3), 2, counters);
        pool.want(0, 2, 0);
        pool.serve(this::onLease, 0);

        assertEquals(2, pool.giveBackAll(0));
        assertEquals(0, pool.serve(this::onLease, 0));
        assertEquals(3, pool.count(FREE));
        assertEquals(0, counters.reclaimed());
        assertEquals(2, pool.highWater());
    }

    @Test
    void shouldShowItsCountersByLabel() {
        final CountersManager manager = new CountersManager(
            new UnsafeBuffer(allocateDirect(16 * CountersReader.METADATA_LENGTH)),
            new UnsafeBuffer(allocateDirect(16 * CountersReader.COUNTER_LENGTH)));
        final PoolCounters counters = new PoolCounters(manager);
        final ChunkPool pool = new ChunkPool(new PoolGeometry(4096, 5), 2, counters);
        pool.want(0, 1, 0);
        pool.serve(this::onLease, 0);
        final List<String> lines = new ArrayList<>();

        manager.forEach((value, id, label) -> lines.add(label.split(":", 2)[0] + " = " + value));

        assertEquals(List.of("pool free = 4", "pool leased = 1", "pool ready = 0", "pool reading = 0",
            "pool high_water = 1", "pool leases = 1", "pool waits = 0", "pool wait_ns = 0", "pool max_wait_ns = 0",
            "pool reclaimed = 0"), lines);
        counters.close();
        lines.clear();
        manager.forEach((value, id, label) -> lines.add(label));
        assertEquals(List.of(), lines);
    }

    /** 64 ranks of unlike speed, 70 chunks, a target that is the bottleneck: the longest wait against the median. */
    @Test
    void shouldLetNoRankWaitMuchLongerThanTheOthers() {
        final int ranks = 64;
        final ChunkPool pool = pool(70, ranks);
        final Random random = new Random(7263);
        final List<Integer> readable = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            pool.want(rank, 2, 0);
        }
        for (long now = 0; now < 200_000; now++) {
            pool.serve(this::onLease, now);
            if (!leases.isEmpty()) {
                final Lease lease = leases.remove(random.nextInt(leases.size()));
                pool.ready(lease.chunk(), lease.rank(), now);
                readable.add(lease.chunk());
            }
            if (now % 3 == 0 && !readable.isEmpty()) {
                final int chunk = readable.remove(random.nextInt(readable.size()));
                pool.reading(chunk);
                pool.done(chunk);
            }
        }

        final RankWaits waits = pool.waits();
        assertTrue(waits.medianTotalNs() > 0, "nobody waited: the test shows nothing");
        assertTrue(waits.maxTotalNs() <= 3 * waits.medianTotalNs(),
            () -> "longest " + waits.maxTotalNs() + ", median " + waits.medianTotalNs());
    }

    @Test
    void shouldAllocateNothingPerChunk() {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final ChunkPool pool = pool(6, 4);
        final int[] owners = new int[6];
        final LeaseHandler handler = (rank, chunk) -> owners[chunk] = rank;
        for (int rank = 0; rank < 4; rank++) {
            pool.want(rank, 2, 0);
        }
        passChunks(pool, owners, handler, 20_000);
        final long before = threads.getCurrentThreadAllocatedBytes();
        final long nothing = threads.getCurrentThreadAllocatedBytes() - before;
        final long start = threads.getCurrentThreadAllocatedBytes();

        passChunks(pool, owners, handler, 20_000);

        assertEquals(nothing, threads.getCurrentThreadAllocatedBytes() - start);
    }

    private static void passChunks(
        final ChunkPool pool, final int[] owners, final LeaseHandler handler, final int chunks) {
        for (int i = 0; i < chunks; i++) {
            pool.serve(handler, i);
            final int chunk = i % owners.length;
            if (pool.state(chunk) == LEASED) {
                pool.ready(chunk, owners[chunk], i);
                pool.reading(chunk);
                pool.unread(chunk);
                pool.reading(chunk);
                pool.done(chunk);
            }
        }
    }

    private void onLease(final int rank, final int chunk) {
        leases.add(new Lease(rank, chunk));
    }

    private List<Integer> ranks() {
        return leases.stream().map(Lease::rank).toList();
    }

    private static ChunkPool pool(final int chunks, final int ranks) {
        return new ChunkPool(new PoolGeometry(4096, chunks), ranks, PoolCounters.unshared());
    }
}
