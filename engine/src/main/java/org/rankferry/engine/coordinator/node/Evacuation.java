package org.rankferry.engine.coordinator.node;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.coordinator.HealthEvents;
import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.MigrateRequest;
import org.rankferry.engine.coordinator.OperatorCall;

/**
 * Moves the ranks of this node away without an operator's command: asks the manager of each job that has any here, as
 * the operator would, and asks again later when that is refused. Two things begin it. While the node is failing every
 * job is asked until no rank is left. A signal is an order: each job that has ranks here then is asked until it has
 * tried.
 *
 * <pre>
 *  of a job:  WANTED  to ASKED    its manager has been asked
 *             ASKED   to WANTED   it refuses, has rolled back, or says nothing for long: again after a while
 *             WANTED  to nothing  no rank is left here, or nobody wants them away any more
 * </pre>
 *
 * Agent's thread. Reads no clock.
 */
final class Evacuation {
    static final long FIRST_PAUSE_NS = TimeUnit.SECONDS.toNanos(1);
    static final long LONGEST_PAUSE_NS = TimeUnit.SECONDS.toNanos(60);
    static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(120);

    private final String node;
    private final Backplane backplane;
    private final Consumer<String> notices;
    private final Map<String, Leaving> leaving = new TreeMap<>();
    /** Jobs that have been ordered away by a signal. */
    private final Set<String> ordered = new TreeSet<>();
    private final Map<String, Set<String>> refusals = new HashMap<>();
    /** Why the node is failing, or null. */
    private String failing;
    private long requestNumber;

    /** Of a job. */
    private enum State {
        /** To be asked when it is time. */
        WANTED,
        /** Its manager has been asked, and is heard. */
        ASKED
    }

    /** The ranks of one job, on their way out. */
    private static final class Leaving {
        private State state = State.WANTED;
        private String id = "";
        private long atNs;
        private long pauseNs = FIRST_PAUSE_NS;
    }

    /**
     * Nothing to do yet.
     *
     * @param backplane to ask on.
     * @param notices   hears what is worth a line.
     */
    Evacuation(final String node, final Backplane backplane, final Consumer<String> notices) {
        this.node = node;
        this.backplane = backplane;
        this.notices = notices;
    }

    /** The node is failing for this reason, or not any more when that is null. */
    void onFailing(final String reason) {
        failing = reason;
    }

    /** A signal has come; these jobs have ranks here. */
    void onSignal(final Collection<String> jobs) {
        notices.accept(jobs.isEmpty() ? "a signal: no ranks run here" : "a signal: ranks of jobs " + jobs + " leave");
        ordered.addAll(jobs);
    }

    /**
     * Asks whom it is time to ask.
     *
     * @param jobs that have ranks here and a manager.
     * @return the amount of work done.
     */
    int doWork(final Collection<String> jobs, final long nowNs) {
        leaving.entrySet().removeIf(entry -> isOver(entry.getKey(), entry.getValue(), jobs, nowNs));
        ordered.removeIf(job -> !jobs.contains(job) && !leaving.containsKey(job));
        if (failing == null && leaving.isEmpty()) {
            refusals.clear();
        }
        int work = 0;
        for (final String job : jobs) {
            if (trigger(job) != null) {
                final Leaving one = leaving.computeIfAbsent(job, first -> begin(nowNs));
                if (nowNs - one.atNs >= 0) {
                    ask(job, one, nowNs);
                    work++;
                }
            }
        }
        return work;
    }

    /** Nanoseconds until there is something to do, as far as is known. */
    long idleNs(final long nowNs) {
        return leaving.values().stream().mapToLong(one -> Math.max(0, one.atNs - nowNs)).min().orElse(Long.MAX_VALUE);
    }

    /** A job manager has told what becomes of a request. */
    void onStep(final String job, final Map<String, Object> step, final long nowNs) {
        final Leaving one = leaving.get(job);
        if (one == null || one.state != State.ASKED || !one.id.equals(step.get(JobEvents.ID))) {
            return;
        }
        if (step.get(OperatorCall.FAULT) instanceof String why) {
            again(one, nowNs);
            refused(job, why);
        } else if (Boolean.TRUE.equals(step.get(JobEvents.ENDED))) {
            again(one, nowNs);
            ordered.remove(job);
            notices.accept("job " + job + ": " + step.get("outcome") + ", epoch " + step.get("epoch")
                + (String.valueOf(step.get("why")).isEmpty() ? "" : "; " + step.get("why")));
        } else {
            one.atNs = nowNs + SILENCE_NS; // it is under way
        }
    }

    /** Why the ranks of a job are to leave, or null when they are not. */
    private String trigger(final String job) {
        return ordered.contains(job) ? MigrateRequest.SIGNAL : failing == null ? null : "health: " + failing;
    }

    /** Whoever was asked is heard to the end, though the ranks have left by then. */
    private boolean isOver(final String job, final Leaving one, final Collection<String> jobs, final long nowNs) {
        return (!jobs.contains(job) || trigger(job) == null)
            && (one.state == State.WANTED || nowNs - one.atNs >= 0);
    }

    private static Leaving begin(final long nowNs) {
        final Leaving one = new Leaving();
        one.atNs = nowNs;
        return one;
    }

    private void ask(final String job, final Leaving one, final long nowNs) {
        one.state = State.ASKED;
        one.id = "evacuation-" + node + "-" + ProcessHandle.current().pid() + "-" + ++requestNumber;
        one.atNs = nowNs + SILENCE_NS;
        final Map<String, Object> request = new LinkedHashMap<>();
        request.put(OperatorCall.ASK, MigrateRequest.ASK);
        request.put(OperatorCall.JOB, job);
        request.put(JobEvents.ID, one.id);
        request.putAll(MigrateRequest.allOf(node, trigger(job)).toMap());
        backplane.publish(JobEvents.of(JobEvents.REQUEST, job, 0, request));
    }

    private static void again(final Leaving one, final long nowNs) {
        one.state = State.WANTED;
        one.atNs = nowNs + one.pauseNs;
        one.pauseNs = Math.min(2 * one.pauseNs, LONGEST_PAUSE_NS);
    }

    /** The same reason is told once. */
    private void refused(final String job, final String why) {
        if (refusals.computeIfAbsent(job, first -> new HashSet<>()).add(why)) {
            notices.accept("ranks of job " + job + " can't leave yet: " + why);
            backplane.publish(HealthEvents.refused(job, why));
        }
    }
}
