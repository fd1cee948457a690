package org.rankferry.bufferpool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankferry.bufferpool.ChunkState.FREE;
import static org.rankferry.bufferpool.ChunkState.LEASED;
import static org.rankferry.bufferpool.ChunkState.READING;
import static org.rankferry.bufferpool.ChunkState.READY;

/** A pool beside what it should be, in plain lists; each call makes both do the same and compares. */
final class PoolModel {
    private final PoolCounters counters = PoolCounters.unshared();
    private final ChunkPool pool;
    private final int chunks;
    private final int ranks;
    private long nowNs;

    private final ChunkState[] states;
    private final int[] owners;
    private final int[] wanted;
    private final boolean[] isVoid;
    private final List<Integer> holdNone = new ArrayList<>();
    private final List<Integer> holdSome = new ArrayList<>();
    private final long[] since;
    private final long[] waitedNs;
    private final int[] grantsWhileWaiting;
    private int highWater;
    private int reclaimed;

    PoolModel(final int chunks, final int ranks) {
        this.chunks = chunks;
        this.ranks = ranks;
        pool = new ChunkPool(new PoolGeometry(4096, chunks), ranks, counters);
        states = new ChunkState[chunks];
        Arrays.fill(states, FREE);
        owners = new int[chunks];
        Arrays.fill(owners, ChunkPool.NONE);
        wanted = new int[ranks];
        isVoid = new boolean[ranks];
        since = new long[ranks];
        waitedNs = new long[ranks];
        grantsWhileWaiting = new int[ranks];
    }

    void want(final int rank, final int leases) {
        nowNs += 10;
        pool.want(rank, leases, nowNs);
        if (isVoid[rank]) {
            freeLeases(rank);
        }
        wanted[rank] = leases;
        place(rank);
    }

    void stop(final int rank) {
        pool.stop(rank);
        wanted[rank] = 0;
        place(rank);
    }

    void serve() {
        nowNs += 10;
        final List<Integer> expected = expectedGrants();
        final List<Integer> actual = new ArrayList<>();
        final int count = pool.serve((rank, chunk) -> {
            actual.add(rank);
            assertEquals(FREE, states[chunk], "leased chunk " + chunk);
            states[chunk] = LEASED;
            owners[chunk] = rank;
        }, nowNs);
        assertEquals(expected, actual);
        assertEquals(expected.size(), count);
        highWater = Math.max(highWater, chunks - count(FREE));
    }

    void ready(final int chunk) {
        endLease(chunk, READY);
    }

    void giveBack(final int chunk) {
        endLease(chunk, FREE);
    }

    void reading(final int chunk) {
        move(chunk, states[chunk] == READY, READING, () -> pool.reading(chunk));
    }

    void unread(final int chunk) {
        move(chunk, states[chunk] == READING, READY, () -> pool.unread(chunk));
    }

    void done(final int chunk) {
        move(chunk, states[chunk] == READY || states[chunk] == READING, FREE, () -> pool.done(chunk));
    }

    void reclaim(final int rank) {
        reclaimed += held(rank);
        assertEquals(held(rank), pool.reclaim(rank));
        wanted[rank] = 0;
        freeLeases(rank);
        place(rank);
    }

    void giveBackAll(final int rank) {
        assertEquals(held(rank), pool.giveBackAll(rank));
        wanted[rank] = 0;
        freeLeases(rank);
        place(rank);
    }

    void voidAll() {
        pool.voidAll();
        for (int rank = 0; rank < ranks; rank++) {
            wanted[rank] = 0;
            isVoid[rank] = held(rank) > 0;
            place(rank);
        }
        for (int chunk = 0; chunk < chunks; chunk++) {
            if (states[chunk] == READY || states[chunk] == READING) {
                set(chunk, FREE);
            }
        }
    }

    /** What must hold after every step. */
    void check() {
        int further = 0;
        for (int rank = 0; rank < ranks; rank++) {
            assertEquals(held(rank), pool.held(rank), "held by " + rank);
            assertEquals(waitedNs[rank], pool.waits().totalNs(rank), "wait of " + rank);
            further += Math.max(0, held(rank) - 1);
            assertTrue(grantsWhileWaiting[rank] < ranks,
                "rank " + rank + " waits while " + grantsWhileWaiting[rank] + " leases went to others");
        }
        assertTrue(further <= chunks - ranks, further + " leases beyond the first");
        for (int chunk = 0; chunk < chunks; chunk++) {
            assertEquals(states[chunk], pool.state(chunk), "state of " + chunk);
            assertEquals(owners[chunk], pool.owner(chunk), "owner of " + chunk);
        }
        int sum = 0;
        for (final ChunkState state : ChunkState.values()) {
            assertEquals(count(state), pool.count(state), "count of " + state);
            sum += pool.count(state);
        }
        assertEquals(chunks, sum);
        assertEquals(List.of((long) count(FREE), (long) count(LEASED), (long) count(READY), (long) count(READING),
            (long) highWater, (long) reclaimed, Arrays.stream(waitedNs).sum()),
            List.of(counters.free(), counters.leased(), counters.ready(), counters.reading(), counters.highWater(),
            counters.reclaimed(), counters.waitNs()));
        assertEquals(highWater, pool.highWater());
        final int first = holdNone.isEmpty() ? ChunkPool.NONE : holdNone.get(0);
        assertEquals(first, pool.waitingRank());
        assertEquals(first < 0 ? 0 : nowNs - since[first], pool.oldestWaitNs(nowNs));
        if (first >= 0) {
            assertTrue(count(LEASED) < chunks, "rank " + first + " waits and every chunk is leased");
        }
    }

    /** The ranks that must be served now, in this order. */
    private List<Integer> expectedGrants() {
        final int[] held = IntStream.range(0, ranks).map(this::held).toArray();
        int free = count(FREE);
        final List<Integer> grants = new ArrayList<>();
        while (free > 0) {
            final int rank;
            if (!holdNone.isEmpty()) {
                rank = holdNone.remove(0);
                waitedNs[rank] += nowNs - since[rank];
            } else if (!holdSome.isEmpty() &&
                Arrays.stream(held).map(h -> Math.max(0, h - 1)).sum() < chunks - ranks) {
                rank = holdSome.remove(0);
            } else {
                break;
            }
            free--;
            held[rank]++;
            grants.add(rank);
            grantsWhileWaiting[rank] = 0;
            holdNone.forEach(waiting -> grantsWhileWaiting[waiting]++);
            if (held[rank] < wanted[rank]) {
                holdSome.add(rank);
            }
        }
        return grants;
    }

    private void endLease(final int chunk, final ChunkState to) {
        nowNs += 10;
        final int rank = Math.max(0, owners[chunk]);
        final boolean legal = states[chunk] == LEASED && !isVoid[rank];
        assertEquals(legal, pool.holds(chunk, rank));
        move(chunk, legal, to, () -> {
            if (to == READY) {
                pool.ready(chunk, rank, nowNs);
            } else {
                pool.giveBack(chunk, rank, nowNs);
            }
        });
        place(rank);
    }

    private void move(final int chunk, final boolean legal, final ChunkState to, final Runnable call) {
        if (legal) {
            call.run();
            set(chunk, to);
        } else {
            assertThrows(IllegalStateException.class, call::run);
        }
    }

    private void set(final int chunk, final ChunkState to) {
        states[chunk] = to;
        if (to == FREE) {
            owners[chunk] = ChunkPool.NONE;
        }
    }

    private void freeLeases(final int rank) {
        isVoid[rank] = false;
        for (int chunk = 0; chunk < chunks; chunk++) {
            if (states[chunk] == LEASED && owners[chunk] == rank) {
                set(chunk, FREE);
            }
        }
    }

    private void place(final int rank) {
        final boolean wants = held(rank) < wanted[rank];
        final boolean none = wants && held(rank) == 0;
        final boolean some = wants && held(rank) > 0;
        if (none && !holdNone.contains(rank)) {
            holdNone.add(rank);
            since[rank] = nowNs;
        } else if (!none) {
            holdNone.remove((Integer) rank);
            grantsWhileWaiting[rank] = 0;
        }
        if (some && !holdSome.contains(rank)) {
            holdSome.add(rank);
        } else if (!some) {
            holdSome.remove((Integer) rank);
        }
    }

    private int held(final int rank) {
        int held = 0;
        for (int chunk = 0; chunk < chunks; chunk++) {
            held += states[chunk] == LEASED && owners[chunk] == rank ? 1 : 0;
        }
        return held;
    }

    private int count(final ChunkState state) {
        return (int) Arrays.stream(states).filter(s -> s == state).count();
    }
}
