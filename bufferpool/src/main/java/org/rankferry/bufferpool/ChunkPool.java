package org.rankferry.bufferpool;

import static org.rankferry.bufferpool.ChunkState.LEASED;
import static org.rankferry.bufferpool.ChunkState.READING;
import static org.rankferry.bufferpool.ChunkState.READY;

/**
 * Who holds which chunk, and whose turn it is. Knows no memory and no clock: it keeps states and queues, the caller
 * brings the time. Used by one thread, the source agent's; it takes no lock and after construction allocates nothing.
 * Every operation takes constant time, but {@link #reclaim}, {@link #giveBackAll}, {@link #voidAll} and a {@link #want}
 * after it, which look at every chunk once and belong to events that are rare.
 *
 * <p>An event that finds a chunk in a state that it may not find it in throws an {@link IllegalStateException} which
 * names the chunk, the state and the state it should have got; nothing has changed then.
 *
 * <p>A rank is named by its <b>slot</b>, 0 to {@code ranks - 1}: the caller maps rank numbers of the job to slots when
 * ranks attach.
 *
 * <p><b>Why no rank waits for ever.</b> Ranks that hold no lease are served first, in the order they began to wait;
 * leases beyond the first are granted only when no such rank waits, and never more than {@code chunks - ranks} of them
 * at once, over all ranks. So while a rank holds none, the others hold at most {@code (ranks - 1) + (chunks - ranks) =
 * chunks - 1} chunks LEASED: at least one chunk is FREE, and granted now, or it is READY or READING, and comes free by
 * the target's work alone, whatever the other ranks do. The rank at the head of the queue thus needs nothing from
 * another rank, and one that stands behind {@code n} others gets its lease within {@code n + 1} chunks that come free.
 * This needs {@code chunks >= ranks}, which the constructor checks, and a target that makes progress, for which the
 * link's deadlines stand.
 *
 * <p><b>A restart of the attempt</b> ({@link #voidAll}) makes the leases void, but a rank that has not heard of it yet
 * may still be writing into its chunk. Such a chunk must not go to another rank: it stays LEASED until its owner either
 * asks again ({@link #want}, so it has heard) or is dead ({@link #reclaim}). As it counts as a lease of that rank, the
 * argument above holds for the others all the while.
 */
public final class ChunkPool {
    /** No rank, no chunk. */
    public static final int NONE = LeaseTurns.NONE;

    /** Leases a rank holds at once when nothing else is asked for: it fills one while the next is on its way. */
    public static final int DEFAULT_LEASES = 2;

    private final PoolGeometry geometry;
    private final ChunkTable table;
    private final LeaseTurns turns;

    /**
     * Makes a pool with every chunk free and no rank that wants one.
     *
     * @param geometry of the pool.
     * @param ranks    number of slots.
     * @param counters to keep up to date.
     * @throws PoolException if there are fewer chunks than ranks.
     */
    public ChunkPool(final PoolGeometry geometry, final int ranks, final PoolCounters counters) {
        geometry.requireChunksFor(ranks);
        this.geometry = geometry;
        table = new ChunkTable(geometry, counters);
        turns = new LeaseTurns(ranks, geometry.chunks() - ranks, counters);
    }

    /**
     * From now on the rank shall hold up to so many leases, until {@link #stop}. Whatever it held from before a
     * {@link #voidAll} comes free. May be called again with another number; leases above it are not taken away.
     *
     * @param rank   slot of the rank.
     * @param leases how many at most, 1 or more; {@link #DEFAULT_LEASES} is the usual.
     * @param nowNs  the time.
     */
    public void want(final int rank, final int leases, final long nowNs) {
        if (leases < 1) {
            throw new IllegalArgumentException("rank slot " + rank + " wants " + leases + " leases; 1 is the least");
        }
        if (turns.isVoid(rank)) {
            freeLeases(rank, ChunkEvent.GIVE_BACK);
        }
        turns.want(rank, leases, nowNs);
    }

    /**
     * The rank wants no more leases: its image ended. It keeps those it holds until it commits them or gives them back.
     *
     * @param rank slot of the rank.
     */
    public void stop(final int rank) {
        turns.stop(rank);
    }

    /**
     * {@return leases granted now: to ranks that hold nothing, then beyond the first, each in the order of their wants}
     *
     * @param handler told of each lease.
     * @param nowNs   the time.
     */
    public int serve(final LeaseHandler handler, final long nowNs) {
        int granted = 0;
        while (table.freeCount() > 0) {
            final int rank = turns.next();
            if (rank == NONE) {
                break;
            }
            final int chunk = table.grant(rank);
            turns.granted(rank, nowNs);
            handler.onLease(rank, chunk);
            granted++;
        }
        return granted;
    }

    /**
     * Whether the rank holds a valid lease of this chunk, so that a commit or a return of it may be believed. For
     * checking what a rank sends: takes any numbers.
     *
     * @param chunk any number.
     * @param rank  slot of the rank.
     * @return true if the chunk exists, is LEASED to this rank, and the lease is not void.
     */
    public boolean holds(final int chunk, final int rank) {
        return chunk >= 0 && chunk < table.chunks() && table.state(chunk) == LEASED && table.owner(chunk) == rank &&
            !turns.isVoid(rank);
    }

    /**
     * LEASED to READY: the rank committed the chunk. If that was its last lease it waits for the next from now on.
     *
     * @param chunk index of the chunk.
     * @param rank  slot of the rank, which {@link #holds} it.
     * @param nowNs the time.
     */
    public void ready(final int chunk, final int rank, final long nowNs) {
        endLease(chunk, rank, ChunkEvent.COMMIT, nowNs);
    }

    /**
     * LEASED to FREE: the rank returns a chunk unused.
     *
     * @param chunk index of the chunk.
     * @param rank  slot of the rank, which {@link #holds} it.
     * @param nowNs the time.
     */
    public void giveBack(final int chunk, final int rank, final long nowNs) {
        endLease(chunk, rank, ChunkEvent.GIVE_BACK, nowNs);
    }

    /**
     * READY to READING: the chunk is advertised to the target.
     *
     * @param chunk index of the chunk, in the first of these states.
     */
    public void reading(final int chunk) {
        table.transition(chunk, ChunkEvent.READ);
    }

    /**
     * READING to READY: the connection was lost, the chunk must be advertised again.
     *
     * @param chunk index of the chunk, in the first of these states.
     */
    public void unread(final int chunk) {
        table.transition(chunk, ChunkEvent.UNREAD);
    }

    /**
     * READING to FREE: the target has the chunk. Also READY to FREE: after a reconnect it says that it had it already.
     *
     * @param chunk index of the chunk, in one of these states.
     */
    public void done(final int chunk) {
        table.transition(chunk, ChunkEvent.DONE);
    }

    /**
     * The rank ended its image in good order: {@link #stop}, and all its leases come free.
     *
     * @param rank slot of the rank.
     * @return leases that came free.
     */
    public int giveBackAll(final int rank) {
        turns.stop(rank);
        return freeLeases(rank, ChunkEvent.GIVE_BACK);
    }

    /**
     * The rank died: it wants no more, and all its leases come free. What it committed travels on.
     *
     * @param rank slot of the rank, which may be given to another rank now.
     * @return leases that came free.
     */
    public int reclaim(final int rank) {
        turns.stop(rank);
        return freeLeases(rank, ChunkEvent.RECLAIM);
    }

    /**
     * The attempt begins again from the start, or is given up: READY and READING chunks come free, no rank wants a
     * lease, and leases are void. A chunk under a void lease comes free when its owner wants again or is reclaimed, and
     * not before, as its owner may still be writing into it.
     */
    public void voidAll() {
        for (int rank = 0; rank < turns.ranks(); rank++) {
            turns.makeVoid(rank);
        }
        table.freeAll(READY, ChunkEvent.DROP);
        table.freeAll(READING, ChunkEvent.DROP);
    }

    /**
     * {@return how long the rank that has stood longest without a lease has done so, in nanoseconds; 0 if none waits}
     *
     * @param nowNs the time.
     */
    public long oldestWaitNs(final long nowNs) {
        return turns.oldestWaitNs(nowNs);
    }

    /** {@return the slot of the rank that has stood longest without a lease, or {@link #NONE}} */
    public int waitingRank() {
        return turns.waitingRank();
    }

    /**
     * {@return whether {@link #waitingRank} has waited longer than allowed}
     *
     * @param nowNs      the time.
     * @param deadlineNs longest wait allowed, in nanoseconds.
     */
    public boolean expired(final long nowNs, final long deadlineNs) {
        return turns.waitingRank() != NONE && turns.oldestWaitNs(nowNs) > deadlineNs;
    }

    /**
     * {@return the state of a chunk}
     *
     * @param chunk index of the chunk.
     */
    public ChunkState state(final int chunk) {
        return table.state(chunk);
    }

    /**
     * {@return the slot of the rank that writes, or wrote, what is in a chunk; {@link #NONE} if it is FREE}
     *
     * @param chunk index of the chunk.
     */
    public int owner(final int chunk) {
        return table.owner(chunk);
    }

    /**
     * {@return the number of chunks in a state}
     *
     * @param state which.
     */
    public int count(final ChunkState state) {
        return table.count(state);
    }

    /**
     * {@return the leases a rank holds, void ones included}
     *
     * @param rank slot of the rank.
     */
    public int held(final int rank) {
        return turns.held(rank);
    }

    /** {@return the most chunks that were not FREE at once} */
    public int highWater() {
        return table.highWater();
    }

    /** {@return how long each rank waited; a live view, for the pool's thread} */
    public RankWaits waits() {
        return turns.waits();
    }

    /** {@return how the pool is cut} */
    public PoolGeometry geometry() {
        return geometry;
    }

    /** Everything that decides what the pool does next but the order of free chunks. */
    @Override
    public String toString() {
        return table + "| " + turns;
    }

    private void endLease(final int chunk, final int rank, final ChunkEvent event, final long nowNs) {
        if (table.state(chunk) == LEASED && !holds(chunk, rank)) {
            final int owner = table.owner(chunk);
            throw new IllegalStateException("chunk " + chunk + " is LEASED to rank slot " + owner +
                (turns.isVoid(owner) ? " by a void lease" : "") + "; rank slot " + rank + " can't make it " +
                event.to());
        }
        table.transition(chunk, event);
        turns.ended(rank, nowNs);
    }

    private int freeLeases(final int rank, final ChunkEvent event) {
        final int freed = turns.held(rank) == 0 ? 0 : table.freeLeases(rank, event);
        turns.endedAll(rank);
        return freed;
    }
}
