package org.rankferry.engine.coordinator.manager;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.MigrateRequest;
import org.rankferry.engine.coordinator.NodeTable;
import org.rankferry.engine.coordinator.OperatorCall;
import org.rankferry.engine.coordinator.job.CheckpointException;
import org.rankferry.engine.coordinator.job.CheckpointJournal;
import org.rankferry.engine.coordinator.job.CheckpointRecord;
import org.rankferry.engine.coordinator.job.MigrationPhase;
import org.rankferry.engine.coordinator.job.MigrationPlan;
import org.rankferry.engine.coordinator.job.Move;
import org.rankferry.engine.coordinator.job.Outcome;

/**
 * What operators and triggers ask of a job, and what it does by itself while it runs: checkpoints that are due, and a
 * migration that failed once more. Used by one thread.
 */
final class Requests {
    /** Why what an operator has cancelled did not happen. */
    static final String CANCELLED = "cancelled by the operator";

    private static final long AGAIN_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_TRIES = 3;
    /** For nodes that have come to tell of themselves. */
    private static final long KNOWN_NS = TimeUnit.SECONDS.toNanos(3);
    private static final String BY_ITSELF = "timer";

    private final JobCourse course;
    private final NodeTable table;
    private final JobOptions options;
    private final Checkpoints checkpoints;
    private final Deque<Early> early = new ArrayDeque<>();
    private Request request;

    /** A wish that came before all nodes that are there were known. */
    private record Early(Map<String, Object> asked, long untilNs) {
    }

    /** A migration that is under way, or is tried again at some time. */
    private record Request(String id, MigrateRequest wanted, int tries, long againNs) {
    }

    Requests(
        final JobCourse course, final NodeTable table, final JobOptions options, final Checkpoints checkpoints) {

        this.course = course;
        this.table = table;
        this.options = options;
        this.checkpoints = checkpoints;
    }

    void onRequest(final Map<String, Object> asked) {
        if (MigrateRequest.ASK.equals(asked.get(OperatorCall.ASK)) && !table.isComplete()) {
            early.add(new Early(asked, System.nanoTime() + KNOWN_NS)); // the best spare may be one of the unknown
        } else {
            take(asked);
        }
    }

    /** Takes what had to wait, whatever the job does. Returns the amount of work done. */
    int admit(final long nowNs) {
        if (early.isEmpty() || (!table.isComplete() && nowNs - early.getFirst().untilNs() < 0)) {
            return 0;
        }
        take(early.removeFirst().asked());
        return 1;
    }

    /** Nanoseconds until {@link #admit} has something to do. */
    long admitIdleNs(final long nowNs) {
        return early.isEmpty() ? Long.MAX_VALUE : Math.max(0, early.getFirst().untilNs() - nowNs);
    }

    private void take(final Map<String, Object> asked) {
        final String id = String.valueOf(asked.get(JobEvents.ID));
        final Object ask = asked.get(OperatorCall.ASK);
        if (MigrateRequest.ASK.equals(ask)) {
            migrate(id, MigrateRequest.of(asked), 1);
        } else if (JobOptions.CHECKPOINT.equals(ask) && asked.get(JobOptions.TO) instanceof String to) {
            checkpoint(id, Path.of(to));
        } else if (JobOptions.CANCEL.equals(ask)) {
            cancel(id);
        } else {
            refuse(id, "the manager of job " + course.job().name() + " does not know '" + ask + "'");
        }
    }

    /** Of a job that runs. Returns the amount of work done. */
    int doWork(final long nowNs) {
        if (request != null && nowNs - request.againNs() >= 0) {
            migrate(request.id(), request.wanted(), request.tries());
            return 1;
        }
        if (checkpoints.isDue(nowNs)) {
            checkpoints.begun(nowNs);
            checkpoint(BY_ITSELF, options.periodic().to());
            return 1;
        }
        return 0;
    }

    /** Nanoseconds until there is something to do, while the job runs. */
    long idleNs(final long nowNs) {
        return Math.min(
            checkpoints.idleNs(nowNs), request == null ? Long.MAX_VALUE : Math.max(0, request.againNs() - nowNs));
    }

    /** Under the policy for it a migration that was taken back is not over yet, unless an operator wanted that. */
    void afterMigration(final MigrationRun over, final Map<String, Object> result) {
        final Request failed = request;
        request = null;
        if (failed == null || over.outcome() != Outcome.ROLLED_BACK || options.policy() != Policy.MIGRATE
            || failed.tries() >= MOST_TRIES) {
            return;
        }
        request = new Request(
            failed.id(), failed.wanted(), failed.tries() + 1, System.nanoTime() + failed.tries() * AGAIN_NS);
        result.put(JobEvents.ENDED, false);
        result.put("step", "AGAIN");
        result.put("total_s", ((Map<?, ?>) result.get("phases_s")).get("total"));
        result.put("text", "rolled back: " + over.why() + "; attempt " + request.tries() + " of " + MOST_TRIES
            + " follows");
    }

    /** The job takes another course: nothing is tried again. */
    void forget() {
        request = null;
    }

    /** Whether nobody has asked for what has this result. */
    boolean isOwn(final Map<String, Object> result) {
        return BY_ITSELF.equals(result.get(JobEvents.ID));
    }

    MigrationPlan plan(
        final long of, final List<Move> moves, final List<String> spares, final Map<String, String> directories) {

        final Map<MigrationPhase, Long> deadlines = new EnumMap<>(MigrationPhase.class);
        for (final MigrationPhase phase : MigrationPhase.values()) {
            deadlines.put(phase, options.deadlineNs());
        }
        return new MigrationPlan(of, course.job().ranks(), moves, spares, deadlines, directories);
    }

    private void migrate(final String id, final MigrateRequest wanted, final int tries) {
        if (!isFree(id, "migrated")) {
            return;
        }
        final TargetChoice.Choice choice;
        try {
            choice = new TargetChoice(table.all(), course.job().ranks(), wanted).choose();
        } catch (final IllegalArgumentException e) {
            request = null;
            refuse(id, e.getMessage());
            return;
        }
        request = new Request(id, wanted, tries, Long.MAX_VALUE);
        course.begin(JobState.MIGRATING, id, wanted.trigger(), plan(
            course.epoch() + 1, choice.moves(), wanted.onto().isEmpty() ? choice.spares() : List.of(), Map.of()),
            course.journal());
    }

    private void checkpoint(final String id, final Path to) {
        if (!isFree(id, "checkpointed")) {
            return;
        }
        final long epoch = course.epoch() + 1;
        final Path directory = CheckpointRecord.directory(to, course.job().name(), epoch);
        final CheckpointRecord record = new CheckpointRecord(course.job(), epoch, Instant.now());
        try {
            record.write(directory);
        } catch (final CheckpointException e) {
            refuse(id, e.getMessage());
            return;
        }
        final Map<String, List<Integer>> ranks = course.job().ranks();
        final List<Move> stays = new ArrayList<>();
        ranks.forEach((node, own) -> stays.add(new Move(node, node, own)));
        request = null;
        course.begin(
            JobState.CHECKPOINTING, id, id.equals(BY_ITSELF) ? BY_ITSELF : MigrateRequest.OPERATOR,
            plan(epoch, stays, List.of(), CheckpointRecord.directories(directory, ranks.keySet())),
            new CheckpointJournal(course.journal(), record, directory));
    }

    private boolean isFree(final String id, final String what) {
        final String obstacle = course.obstacle();
        if (obstacle != null) {
            refuse(id, obstacle + "; it can be " + what + " when it is running");
        }
        return obstacle == null;
    }

    private void cancel(final String id) {
        if (!early.isEmpty()) {
            refuse(String.valueOf(early.removeFirst().asked().get(JobEvents.ID)), CANCELLED);
            answer(id, "the migration does not begin");
            return;
        }
        final Request pending = request;
        request = null; // it is not tried again
        final String late = course.cancel();
        if (late == null) {
            answer(id, "it is taken back");
        } else if (pending != null && pending.againNs() < Long.MAX_VALUE) {
            refuse(pending.id(), CANCELLED);
            answer(id, "the migration is not tried again");
        } else {
            refuse(id, late);
        }
    }

    private void answer(final String id, final String text) {
        course.news().step(course.epoch(), Map.of(JobEvents.ID, id, JobEvents.ENDED, true, "text", text));
    }

    private void refuse(final String id, final String text) {
        if (id.equals(BY_ITSELF)) {
            course.news().notice("no checkpoint: " + text);
        } else {
            course.news().refuse(id, course.epoch(), text);
        }
    }
}
