package org.rankferry.checkpointer.mount;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;

import org.rankferry.engine.rank.RankWriter;

/**
 * Programs that wait for the target to hold what they have written. The rank asks once for all who wait; whoever comes
 * meanwhile is asked for next. Everybody waits until his deadline at the most.
 */
final class SyncQueue {
    private final RankWriter rank;
    private final long deadlineNs;
    private final List<Waiter> asked = new ArrayList<>();
    private final List<Waiter> next = new ArrayList<>();
    private boolean asking;

    /** A request that is not answered yet. */
    private record Waiter(long id, long untilNs) {
    }

    SyncQueue(final RankWriter rank, final long deadlineNs) {
        this.rank = rank;
        this.deadlineNs = deadlineNs;
    }

    /** A program waits. */
    void add(final long id, final long nowNs) {
        next.add(new Waiter(id, nowNs + deadlineNs));
    }

    /** Whether anybody waits, so that it is worth looking often. */
    boolean isWaiting() {
        return !asked.isEmpty() || !next.isEmpty();
    }

    /** Whether the rank has asked and not been answered. */
    boolean isAsking() {
        return asking;
    }

    /** Has the rank ask though nobody waits: a sign of life. */
    void ask() {
        if (!asking) {
            rank.beginSync();
            asking = true;
        }
    }

    /**
     * Looks for the answer, and asks again when somebody waits.
     *
     * @param nowNs  the time.
     * @param done   of those whose bytes the target holds.
     * @param failed of those whose deadline has passed.
     */
    void poll(final long nowNs, final LongConsumer done, final LongConsumer failed) {
        if (asking && rank.synced()) {
            asking = false;
            asked.forEach(waiter -> done.accept(waiter.id()));
            asked.clear();
        }
        expire(asked, nowNs, failed);
        expire(next, nowNs, failed);
        if (!asking && !next.isEmpty()) {
            asked.addAll(next);
            next.clear();
            ask();
        }
    }

    /** A program was interrupted. Returns whether it waited here. */
    boolean interrupt(final long id) {
        return asked.removeIf(waiter -> waiter.id() == id) || next.removeIf(waiter -> waiter.id() == id);
    }

    /** Nobody's bytes will come there. */
    void failAll(final LongConsumer failed) {
        asked.forEach(waiter -> failed.accept(waiter.id()));
        next.forEach(waiter -> failed.accept(waiter.id()));
        asked.clear();
        next.clear();
    }

    private static void expire(final List<Waiter> waiters, final long nowNs, final LongConsumer failed) {
        for (final Iterator<Waiter> i = waiters.iterator(); i.hasNext();) {
            final Waiter waiter = i.next();
            if (nowNs - waiter.untilNs() >= 0) {
                i.remove();
                failed.accept(waiter.id());
            }
        }
    }
}
