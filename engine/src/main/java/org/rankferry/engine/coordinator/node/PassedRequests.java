package org.rankferry.engine.coordinator.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.coordinator.JobEvents;

/**
 * What operators want of job managers: passed on to the manager, whose answers come as events. Who starts a job may
 * know of it before the agent that is asked has heard; so a request waits a while for its job. Used by one thread.
 */
final class PassedRequests {
    /** Longer than news take to a node that has much to do. */
    private static final long KNOWN_NS = TimeUnit.SECONDS.toNanos(3);

    private final String prefix;
    private final Backplane backplane;
    private final Map<String, Asker> asked = new TreeMap<>();
    private final List<Early> early = new ArrayList<>();
    private long number;

    /** Who waits for what becomes of a request. */
    interface Asker {
        void answer(String json);
    }

    /** A request for a job that nobody has told of yet. */
    private record Early(Asker from, String job, Map<String, Object> request, long untilNs) {
    }

    /**
     * None yet.
     *
     * @param prefix of the requests' ids; of this process alone.
     */
    PassedRequests(final String prefix, final Backplane backplane) {
        this.prefix = prefix;
        this.backplane = backplane;
    }

    /** Takes a request, to be passed on by {@link #doWork}. */
    void add(final Asker from, final String job, final Map<String, Object> request, final long nowNs) {
        early.add(new Early(from, job, request, nowNs + KNOWN_NS));
    }

    /**
     * Passes on what can be.
     *
     * @param isKnown whether there is such a job.
     * @param refuse  hears of those whose job has not become known in time.
     * @return the amount of work done.
     */
    int doWork(final long nowNs, final Predicate<String> isKnown, final Refusal refuse) {
        int work = 0;
        for (int i = 0; i < early.size();) {
            final Early one = early.get(i);
            if (isKnown.test(one.job())) {
                pass(one);
            } else if (nowNs - one.untilNs() >= 0) {
                refuse.of(one.from(), one.job());
            } else {
                i++;
                continue;
            }
            early.remove(i);
            work++;
        }
        return work;
    }

    /** Tells somebody that there is no such job. */
    interface Refusal {
        void of(Asker from, String job);
    }

    /** Nanoseconds until {@link #doWork} has something to do, if no job becomes known. */
    long idleNs(final long nowNs) {
        return early.isEmpty() ? Long.MAX_VALUE : Math.max(0, early.getFirst().untilNs() - nowNs);
    }

    /** Who waits for this request; null when nobody does any more. */
    Asker asker(final String id) {
        return asked.get(id);
    }

    /** Somebody has gone. */
    void forget(final Asker gone) {
        asked.values().remove(gone);
        early.removeIf(one -> one.from() == gone);
    }

    private void pass(final Early one) {
        final String id = prefix + ++number;
        final Map<String, Object> passed = new LinkedHashMap<>(one.request());
        passed.put(JobEvents.ID, id);
        asked.put(id, one.from());
        backplane.publish(JobEvents.of(JobEvents.REQUEST, one.job(), 0, passed));
    }
}
