package org.rankferry.engine.observe;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.rankferry.engine.api.RankProgress;

/**
 * An agent's counters, all of them allocated at its start, and those of its ranks, allocated as ranks appear.
 *
 * <p>Single writer: the agent's thread calls everything here except {@link #value}, which any thread may call. Counting
 * is an ordered store, without a locked instruction and without allocation.
 */
public final class AgentCounters {
    private final CountersManager counters;
    private final EnumMap<AgentCounter, AtomicCounter> own = new EnumMap<>(AgentCounter.class);
    private final Int2ObjectHashMap<RankCounters> ranks = new Int2ObjectHashMap<>();

    /** Allocates every {@link AgentCounter} in a fresh counters file. */
    public AgentCounters(final CountersManager counters) {
        this.counters = counters;
        for (final AgentCounter counter : AgentCounter.values()) {
            own.put(counter, counters.newCounter(counter.label(), counter.typeId()));
        }
    }

    /** The counter itself, for who keeps it in a field. */
    public AtomicCounter get(final AgentCounter counter) {
        return own.get(counter);
    }

    /** Adds one. */
    public void increment(final AgentCounter counter) {
        own.get(counter).incrementRelease();
    }

    /** Adds an amount, which may be negative for a level. */
    public void add(final AgentCounter counter, final long amount) {
        own.get(counter).getAndAddRelease(amount);
    }

    /** Sets a level. */
    public void set(final AgentCounter counter, final long value) {
        own.get(counter).setRelease(value);
    }

    /** The value as any thread sees it. */
    public long value(final AgentCounter counter) {
        return own.get(counter).getAcquire();
    }

    /**
     * The counters of a rank, made at its first call. When the file is full, a further rank is counted in memory:
     * transfers do not fail for want of a counter, {@code rankferry stat} only does not show that rank.
     */
    public RankCounters rank(final int rank) {
        RankCounters result = ranks.get(rank);
        if (result == null) {
            result = counters.available() >= RankCounters.COUNTERS_PER_RANK
                ? RankCounters.allocate(counters, rank)
                : RankCounters.detached(rank);
            ranks.put(rank, result);
        }
        return result;
    }

    /** How far every rank is, in the order of ranks. */
    public List<RankProgress> progress() {
        final List<RankProgress> result = new ArrayList<>(ranks.size());
        for (final RankCounters rank : ranks.values()) {
            result.add(rank.progress());
        }
        result.sort((a, b) -> Integer.compare(a.rank(), b.rank()));
        return result;
    }

    /** Frees the counters of all ranks: the next set may have others. */
    public void forgetRanks() {
        for (final RankCounters rank : ranks.values()) {
            rank.free();
        }
        ranks.clear();
    }
}
