package org.rankferry.engine.coordinator.manager;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.coordinator.NodeTable;
import org.rankferry.engine.coordinator.job.CheckpointException;
import org.rankferry.engine.coordinator.job.CheckpointRecord;
import org.rankferry.engine.coordinator.job.FileJournal;
import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.coordinator.job.Journal;
import org.rankferry.engine.coordinator.job.MigrationPlan;
import org.rankferry.engine.coordinator.job.Move;
import org.rankferry.engine.coordinator.job.Order;
import org.rankferry.engine.coordinator.job.Outcome;
import org.rankferry.engine.coordinator.job.Report;

/**
 * The course of a job from its launch to its end: what is under way, and what follows from what nodes report. Used by
 * one thread.
 */
final class JobCourse {
    private static final int MOST_RESTARTS = 3;
    private static final String RECOVERY = "recovery";

    private final Backplane backplane;
    private final FileJournal journal;
    private final JobOptions options;
    private final JobNews news;
    private final NodeTable table;
    private final CompletableFuture<JobEnd> end;
    private final RankLedger ledger = new RankLedger();
    private final Checkpoints checkpoints;
    private final Requests requests;
    private final Rest rest;
    private JobSpec job;
    private JobState state;
    private Revival revival;
    private Launch launch;
    private MigrationRun run;
    private Ending ending;
    private Map<String, Object> lastMigration = Map.of();
    private long epoch;
    private int restarts;
    private final Fence fence;

    /** A start from a checkpoint, as soon as it is known which nodes there are. */
    private record Revival(CheckpointRecord record, Path directory, List<String> on) {
    }

    JobCourse(
        final JobSpec job, final JobOptions options, final Backplane backplane, final NodeTable table,
        final FileJournal journal, final JobListener listener, final CompletableFuture<JobEnd> end) {

        this.job = job;
        this.options = options;
        this.backplane = backplane;
        this.table = table;
        this.journal = journal;
        this.end = end;
        news = new JobNews(job.name(), backplane, listener);
        epoch = Math.max(Order.FIRST_EPOCH, journal.lastEpoch());
        checkpoints = new Checkpoints(
            options.periodic(), journal.checkpoint().orElse(null), System.nanoTime(), this::order);
        requests = new Requests(this, table, options, checkpoints);
        rest = Rest.of(options.rest());
        fence = new Fence(options.fence());
    }

    // --- beginning

    /** Starts the ranks. Mailbox. */
    void launch() {
        state = JobState.LAUNCHING;
        launch = new Launch(job, options.deadlineNs(), this::order);
        launch.begin(System.nanoTime());
        publishState();
    }

    /** Starts the ranks from a checkpoint, on these nodes or, if none are named, on those it was taken on. Mailbox. */
    void revive(final CheckpointRecord record, final Path directory, final List<String> on) {
        state = JobState.LAUNCHING;
        epoch = Math.max(epoch, record.epoch());
        journal.checkpointed(epoch, directory);
        checkpoints.startFrom(directory);
        revival = new Revival(record, directory, on);
        publishState();
    }

    /** Goes on where a manager that died has left off. Mailbox. */
    void recover() {
        state = JobState.LAUNCHING.become(JobState.RUNNING);
        final Optional<FileJournal.Unfinished> unfinished = journal.unfinished();
        if (journal.isRestarting()) {
            restart("the job manager was lost while it started all ranks again");
        } else if (unfinished.isPresent()) {
            final FileJournal.Unfinished attempt = unfinished.get();
            final MigrationPlan plan = requests.plan(
                attempt.epoch(), attempt.moves(), List.of(), Map.of());
            become(plan.isCheckpoint() ? JobState.CHECKPOINTING : JobState.MIGRATING);
            run = new MigrationRun(
                RECOVERY, RECOVERY, job, plan, journal, this::order, this::step, System.nanoTime());
            run.recover(attempt, System.nanoTime());
            onMissing();
            afterMigration();
        } else {
            onMissing();
        }
        news.running();
        publishState();
        news.rollCall(epoch);
    }

    private void onMissing() {
        final Set<String> present = Set.copyOf(backplane.nodes());
        for (final String node : Set.copyOf(job.ranks().keySet())) {
            if (!present.contains(node)) {
                onLost(node);
            }
        }
    }

    // --- time

    int doWork(final long nowNs) {
        int work = 0;
        if (launch != null) {
            launch.onTime(nowNs);
            work += afterLaunch();
        }
        beginRest(nowNs);
        for (Report late = rest.next(run, nowNs); late != null; late = rest.next(run, nowNs)) {
            onReport(late, nowNs);
            work++;
        }
        if (run != null) {
            run.onTime(nowNs);
            afterMigration();
        }
        if (ending != null) {
            work += doEnding(nowNs);
        }
        if (revival != null && table.isComplete()) {
            final Revival due = revival;
            revival = null;
            load(due.record(), due.directory(), due.on());
            work++;
        }
        return work + requests.admit(nowNs) + (state == JobState.RUNNING ? requests.doWork(nowNs) : 0);
    }

    /** Nanoseconds until there is something to do. */
    long idleNs(final long nowNs) {
        long idle = Math.min(
            requests.admitIdleNs(nowNs), state == JobState.RUNNING ? requests.idleNs(nowNs) : Long.MAX_VALUE);
        if (launch != null) {
            idle = Math.min(idle, launch.onTime(nowNs));
        }
        if (run != null) {
            idle = Math.min(Math.min(idle, run.onTime(nowNs)), rest.idleNs(nowNs));
        }
        if (ending != null) {
            idle = Math.min(idle, ending.idleNs(nowNs));
        }
        return Math.max(0, idle);
    }

    // --- what nodes tell

    void onNodes(final List<String> nodes) {
        if (state == null) {
            return;
        }
        final Set<String> gone = new TreeSet<>(job.ranks().keySet());
        if (run != null) {
            run.moves().forEach(move -> gone.add(move.onto()));
        }
        gone.removeAll(Set.copyOf(nodes));
        gone.forEach(this::onLost);
        publishState();
    }

    void onReport(final Report report, final long nowNs) {
        beginRest(nowNs);
        if (rest.keeps(run, report, nowNs)) {
            return;
        }
        if (launch != null) {
            launch.onReport(report, nowNs);
            afterLaunch();
        } else if (run != null) {
            run.onReport(report, nowNs);
            afterMigration();
        } else if (ending != null) {
            ending.onReport(report);
        }
    }

    private void beginRest(final long nowNs) {
        if (rest.begins(run, nowNs)) {
            news.notice("rests in phase " + run.phase());
        }
    }

    private void onLost(final String node) {
        fence.onLost(System.nanoTime());
        if (launch != null) {
            launch.onLost(node);
            afterLaunch();
            return;
        }
        if (run != null) {
            run.onLost(node, System.nanoTime());
            afterMigration();
        }
        for (final int rank : placed().getOrDefault(node, List.of())) {
            if (ending == null && revival == null) { // else none is to go on; the first may bring that about
                onRankEnded(rank, node, Long.MAX_VALUE, false, "rank " + rank + " was lost with node " + node);
            }
        }
    }

    /** A copy that was started in this epoch, or whichever there was, has ended. */
    void onRankEnded(final int rank, final String node, final long of, final boolean well, final String how) {
        if (!placed().getOrDefault(node, List.of()).contains(rank) || !ledger.ended(rank, of, well, how)) {
            return;
        }
        if (!well && run != null && options.policy() != Policy.IGNORE) {
            onLoss(); // taking it back would only have the others wait for the one that is lost
        } else {
            afterRanks();
        }
    }

    /** Where ranks are, a decision that is being carried out included. */
    private Map<String, List<Integer>> placed() {
        return run == null ? job.ranks() : run.placed();
    }

    /** An operator, or a trigger, wants something. */
    void onRequest(final Map<String, Object> asked) {
        requests.onRequest(asked);
    }

    // --- for requests

    /** Begins a migration or a checkpoint. */
    void begin(
        final JobState next, final String id, final String trigger, final MigrationPlan plan,
        final Journal decisions) {

        become(next);
        final long nowNs = System.nanoTime();
        run = new MigrationRun(id, trigger, job, plan, decisions, this::order, this::step, nowNs);
        publishState();
        run.begin(nowNs);
        afterMigration();
    }

    /** Has what is under way taken back. Returns null, or why not. */
    String cancel() {
        if (run == null) {
            return "job " + job.name() + " is not migrating; it is " + state.word();
        }
        final boolean back = run.cancel(Requests.CANCELLED, System.nanoTime());
        final String late = "it is too late: it is decided, and in phase " + run.phase();
        afterMigration();
        return back ? null : late;
    }

    /** Why nothing can begin now, or null. */
    String obstacle() {
        return state != JobState.RUNNING
            ? "job " + job.name() + " is " + state.word() + (run == null ? "" : ", in phase " + run.phase())
            : ledger.finished().isEmpty() ? null
            : "job " + job.name() + " is about to end: ranks " + ledger.finished() + " have done their work";
    }

    JobSpec job() {
        return job;
    }

    /** Of the last attempt. */
    long epoch() {
        return epoch;
    }

    Journal journal() {
        return journal;
    }

    JobNews news() {
        return news;
    }

    // --- what follows

    private int afterLaunch() {
        if (launch == null || (!launch.isDone() && launch.fault() == null)) {
            return 0;
        }
        final String fault = launch.fault();
        launch = null;
        if (fault == null) {
            journal.placed(epoch, job.ranks());
            restarts = state == JobState.RESTARTING ? restarts : 0;
            become(JobState.RUNNING);
            news.running();
            afterRanks();
        } else if (state == JobState.RESTARTING && restarts < MOST_RESTARTS) {
            restart(fault);
        } else {
            endAll("job " + job.name() + " can't begin: " + fault);
        }
        publishState();
        return 1;
    }

    private void afterMigration() {
        if (run == null || !run.isOver()) {
            return;
        }
        final MigrationRun over = run;
        run = null;
        epoch = over.epoch();
        final Map<String, Object> result = over.result(System.nanoTime());
        job = job.placed(over.placed());
        journal.placed(epoch, job.ranks());
        become(JobState.RUNNING);
        if (over.isCheckpoint()) {
            checkpoints.over(over, result, requests.isOwn(result), journal);
        } else {
            lastMigration = result;
            requests.afterMigration(over, result);
        }
        step(result);
        if (over.outcome() == Outcome.FAILED) {
            ledger.lost(over.why());
        }
        publishState();
        afterRanks();
    }

    /** Ranks have ended: is it the job's end? While ranks move, that is judged when they have. */
    private void afterRanks() {
        if (state != JobState.RUNNING) {
            return;
        }
        if (ledger.hasLosses() && options.policy() != Policy.IGNORE) {
            onLoss();
        } else if (ledger.isOver(job.size())) {
            become(JobState.ENDED);
            publishState();
            end.complete(new JobEnd(!ledger.hasLosses(), ledger.hasLosses() ? ledger.losses() : ""));
        } else if (ledger.hasLosses()) {
            news.notice("job " + job.name() + " goes on without: " + ledger.losses());
        }
    }

    private void onLoss() {
        if (options.policy() == Policy.RESTART) {
            restart(ledger.firstLoss());
        } else {
            endAll("job " + job.name() + " has lost a rank: " + ledger.firstLoss());
        }
    }

    /** Ends what is left of the ranks, to start all from the last checkpoint. */
    private void restart(final String because) {
        if (checkpoints.last() == null) {
            endAll(because + "; there is no checkpoint to start it from: take some with `rankferry checkpoint`, or"
                + " --checkpoint-to");
            return;
        }
        restarts++;
        final Set<String> nodes = leaveOff(because);
        become(JobState.RESTARTING);
        journal.restart(++epoch);
        ledger.begin(epoch + 1);
        final long nowNs = System.nanoTime();
        news.notice(because + "; all ranks start again from checkpoint " + checkpoints.last()
            + (fence.leftNs(nowNs) > 0 ? ", in " + TimeUnit.NANOSECONDS.toMillis(fence.leftNs(nowNs)) / 1000.0
                + " s, when none can be left on the node that was lost" : ""));
        ending = new Ending(nodes, epoch, because, nowNs, fence, this::order);
        publishState();
        ending.begin(nowNs);
    }

    private void load(final CheckpointRecord record, final Path directory, final List<String> on) {
        final List<Move> loads;
        try {
            loads = RestartChoice.choose(record.job().ranks(), table.all(), on);
        } catch (final IllegalArgumentException e) {
            endAll("job " + job.name() + " can't start from checkpoint " + directory + ": " + e.getMessage());
            return;
        }
        final Map<String, List<Integer>> placed = new TreeMap<>();
        loads.forEach(move -> placed.put(move.onto(), move.ranks()));
        job = job.placed(placed);
        launch = new Launch(
            job, ++epoch, loads, CheckpointRecord.directories(directory, record.job().ranks().keySet()),
            options.deadlineNs(), this::order);
        launch.begin(System.nanoTime());
        publishState();
    }

    /** Ends what is left of the job. Mailbox. */
    void endAll(final String because) {
        if (state == JobState.ENDING || state == JobState.ENDED) {
            return;
        }
        final Set<String> nodes = leaveOff(because);
        become(JobState.ENDING);
        final long nowNs = System.nanoTime();
        ending = new Ending(nodes, epoch, because, nowNs, new Fence(Duration.ZERO), this::order);
        publishState();
        ending.begin(nowNs);
    }

    /** Leaves what is under way as it is. Returns the nodes that may have copies of ranks. */
    private Set<String> leaveOff(final String because) {
        final Set<String> nodes = new TreeSet<>(job.ranks().keySet());
        if (run != null) {
            run.moves().forEach(move -> nodes.add(move.onto()));
            epoch = run.epoch();
            step(run.leftOff(System.nanoTime(), because));
            run = null;
        }
        revival = null;
        launch = null;
        requests.forget();
        ending = null;
        return nodes;
    }

    private int doEnding(final long nowNs) {
        final int work = ending.onTime(nowNs, backplane.nodes());
        if (!ending.isOver(nowNs)) {
            return work;
        }
        final Ending over = ending;
        ending = null;
        final String text = over.silent().isEmpty() ? over.why()
            : over.why() + "; nodes " + over.silent() + " have not said that its ranks are gone";
        if (state == JobState.RESTARTING && over.silent().isEmpty()) {
            try {
                revival = new Revival(CheckpointRecord.read(checkpoints.last()), checkpoints.last(), List.of());
            } catch (final CheckpointException e) {
                endAll(text + "; " + e.getMessage());
            }
        } else if (state == JobState.RESTARTING) {
            endAll(text);
        } else {
            become(JobState.ENDED);
            publishState();
            end.complete(new JobEnd(false, text));
        }
        return 1;
    }

    // --- telling

    private void become(final JobState next) {
        state = state.become(next);
    }

    private void order(final Order order) {
        news.order(job, order);
    }

    private void step(final Map<String, Object> fields) {
        news.step(epoch, fields);
    }

    private void publishState() {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("job", job.name());
        fields.put("state", state.word());
        fields.put("phase", run == null ? "" : run.phase().name());
        fields.put("epoch", run == null ? epoch : run.epoch());
        fields.put("ranks", job.ranks());
        fields.put("scope", job.scope().word());
        fields.put("last_migration", lastMigration);
        fields.put("last_checkpoint", checkpoints.lastResult());
        news.state(epoch, fields);
    }
}
