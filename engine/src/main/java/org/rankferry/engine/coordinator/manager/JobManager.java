package org.rankferry.engine.coordinator.manager;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.Agent;
import org.rankferry.engine.agent.AgentHome;
import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.coordinator.EventFields;
import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.NodeTable;
import org.rankferry.engine.coordinator.OperatorCall;
import org.rankferry.engine.coordinator.job.FileJournal;
import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.coordinator.job.MigrationEvents;
import org.rankferry.engine.coordinator.job.MigrationPhase;
import org.rankferry.engine.coordinator.job.MigrationPlan;
import org.rankferry.engine.coordinator.job.Move;
import org.rankferry.engine.coordinator.job.Order;
import org.rankferry.engine.coordinator.job.Outcome;
import org.rankferry.engine.coordinator.job.Report;

/** Leads a job from its launch to its end. Agent's thread. */
final class JobManager implements Agent {
    private static final long END_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long REPEAT_NS = TimeUnit.SECONDS.toNanos(1);

    private final AgentHome home;
    private final Backplane backplane;
    private final FileJournal journal;
    private final JobOptions options;
    private final JobListener listener;
    private final NodeTable table;
    private final CompletableFuture<JobEnd> end;
    private final Set<Integer> finished = new TreeSet<>();
    private final Map<Integer, String> losses = new TreeMap<>();
    private final Set<String> ending = new TreeSet<>();
    private JobSpec job;
    private JobState state;
    private Launch launch;
    private MigrationRun run;
    private Map<String, Object> lastMigration = Map.of();
    private long epoch;
    private String why = "";
    private long endNs;
    private long repeatNs;

    JobManager(
        final JobSpec job, final JobOptions options, final AgentHome home, final Backplane backplane,
        final FileJournal journal, final JobListener listener, final CompletableFuture<JobEnd> end) {

        this.job = job;
        this.options = options;
        this.home = home;
        this.backplane = backplane;
        this.journal = journal;
        this.listener = listener;
        this.end = end;
        table = new NodeTable(backplane);
        epoch = Math.max(Order.FIRST_EPOCH, journal.lastEpoch());
    }

    // --- beginning

    /** Starts the ranks. Mailbox. */
    void launch() {
        state = JobState.LAUNCHING;
        launch = new Launch(job, options.deadlineNs(), this::order);
        launch.begin(System.nanoTime());
        publishState();
    }

    /** Goes on where a manager that died has left off. Mailbox. */
    void recover() {
        state = JobState.LAUNCHING.become(JobState.RUNNING);
        final Optional<FileJournal.Unfinished> unfinished = journal.unfinished();
        if (unfinished.isPresent()) {
            final FileJournal.Unfinished attempt = unfinished.get();
            become(JobState.MIGRATING);
            run = new MigrationRun(
                "recovery", job, plan(attempt.epoch(), attempt.moves(), List.of()), journal, this::order, this::step,
                System.nanoTime());
            run.recover(attempt.committed(), System.nanoTime());
            onMissing();
            afterMigration();
        } else {
            onMissing();
        }
        listener.onRunning();
        publishState();
        backplane.publish(JobEvents.of(JobEvents.ROLL_CALL, job.name(), epoch, Map.of()));
    }

    private void onMissing() {
        final List<String> present = backplane.nodes();
        for (final String node : Set.copyOf(job.ranks().keySet())) {
            if (!present.contains(node)) {
                onLost(node);
            }
        }
    }

    // --- duty cycle

    @Override
    public int doWork() {
        int work = home.readiness().poll() + home.mailbox().drain();
        final long nowNs = System.nanoTime();
        work += table.doWork(nowNs);
        if (launch != null) {
            launch.onTime(nowNs);
            work += afterLaunch();
        }
        if (run != null) {
            run.onTime(nowNs);
            afterMigration();
        }
        if (state == JobState.ENDING) {
            work += doEnding(nowNs);
        }
        return work;
    }

    @Override
    public String roleName() {
        return "rankferry-job-" + job.name();
    }

    /** How long it may sleep, when there was nothing to do. */
    long sleepNs() {
        final long nowNs = System.nanoTime();
        long idle = table.idleNs(nowNs);
        if (launch != null) {
            idle = Math.min(idle, launch.onTime(nowNs));
        }
        if (run != null) {
            idle = Math.min(idle, run.onTime(nowNs));
        }
        if (state == JobState.ENDING) {
            idle = Math.min(idle, Math.max(0, repeatNs - nowNs));
        }
        return home.mailbox().sleepNs(Math.max(0, idle));
    }

    // --- what comes from the backplane, through the mailbox

    void onNodes(final List<String> nodes) {
        final Set<String> before = new TreeSet<>(job.ranks().keySet());
        if (run != null) {
            run.moves().forEach(move -> before.add(move.onto()));
        }
        table.onNodes(nodes, System.nanoTime());
        if (state != null) {
            before.removeAll(nodes);
            before.forEach(this::onLost);
            publishState();
        }
    }

    void onNodeEvent(final Event event) {
        table.onEvent(event);
    }

    void onMigrationEvent(final Event event) {
        if (!event.job().equals(job.name()) || event.node().equals(backplane.node())) {
            return;
        }
        final Optional<Report> report = MigrationEvents.report(event);
        if (report.isEmpty()) {
            return;
        }
        final long nowNs = System.nanoTime();
        if (launch != null) {
            launch.onReport(report.get(), nowNs);
            afterLaunch();
        } else if (run != null) {
            run.onReport(report.get(), nowNs);
            afterMigration();
        } else if (state == JobState.ENDING && report.get().kind() == Report.Kind.ENDED) {
            ending.remove(report.get().node());
        }
    }

    void onJobEvent(final Event event) {
        if (!event.job().equals(job.name())) {
            return;
        }
        if (event.name().equals(JobEvents.RANK_ENDED)) {
            final Map<String, Object> fields = EventFields.of(event);
            onRankEnded(((Number) fields.get("rank")).intValue(), event.node(),
                Boolean.TRUE.equals(fields.get("well")), String.valueOf(fields.get("how")));
        } else if (event.name().equals(JobEvents.REQUEST)) {
            onRequest(EventFields.of(event));
        }
    }

    private void onLost(final String node) {
        if (launch != null) {
            launch.onLost(node);
            afterLaunch();
            return;
        }
        if (run != null) {
            run.onLost(node, System.nanoTime());
            afterMigration();
        }
        for (final int rank : job.ranks().getOrDefault(node, List.of())) {
            onRankEnded(rank, node, false, "rank " + rank + " was lost with node " + node);
        }
    }

    private void onRankEnded(final int rank, final String node, final boolean well, final String how) {
        if (!job.ranks().getOrDefault(node, List.of()).contains(rank) || finished.contains(rank)
            || losses.containsKey(rank)) {
            return;
        }
        if (well) {
            finished.add(rank);
        } else {
            losses.put(rank, how);
        }
        if (!well && state == JobState.MIGRATING && options.policy() == Policy.ABORT) {
            endAll(lossText()); // taking it back would only have the others wait for the one that is lost
            return;
        }
        afterRanks();
    }

    // --- requests

    private void onRequest(final Map<String, Object> request) {
        final String id = String.valueOf(request.get(JobEvents.ID));
        final Object ask = request.get(OperatorCall.ASK);
        if (MigrateRequest.ASK.equals(ask)) {
            try {
                migrate(id, MigrateRequest.of(request));
            } catch (final IllegalArgumentException e) {
                refuse(id, e.getMessage());
            }
        } else if (JobOptions.CANCEL.equals(ask)) {
            cancel(id);
        } else {
            refuse(id, "the manager of job " + job.name() + " does not know '" + ask + "'");
        }
    }

    private void migrate(final String id, final MigrateRequest request) {
        if (state != JobState.RUNNING) {
            refuse(id, "job " + job.name() + " is " + state.word() + (run == null ? "" : ", in phase " + run.phase())
                + "; it can be migrated when it is running");
            return;
        }
        if (!finished.isEmpty()) {
            refuse(id, "job " + job.name() + " is about to end: ranks " + finished + " have done their work");
            return;
        }
        final TargetChoice.Choice choice = new TargetChoice(table.all(), job.ranks(), request).choose();
        become(JobState.MIGRATING);
        final long nowNs = System.nanoTime();
        run = new MigrationRun(
            id, job, plan(epoch + 1, choice.moves(), request.onto().isEmpty() ? choice.spares() : List.of()), journal,
            this::order, this::step, nowNs);
        publishState();
        run.begin(nowNs);
        afterMigration();
    }

    private MigrationPlan plan(final long of, final List<Move> moves, final List<String> spares) {
        final Map<MigrationPhase, Long> deadlines = new EnumMap<>(MigrationPhase.class);
        for (final MigrationPhase phase : MigrationPhase.values()) {
            deadlines.put(phase, options.deadlineNs());
        }
        return new MigrationPlan(of, job.ranks(), moves, spares, deadlines);
    }

    private void cancel(final String id) {
        if (run == null) {
            refuse(id, "job " + job.name() + " is not migrating; it is " + state.word());
        } else if (run.cancel("cancelled by the operator", System.nanoTime())) {
            step(Map.of(JobEvents.ID, id, JobEvents.ENDED, true, "text", "the migration is taken back"));
        } else {
            refuse(id, "it is too late: the migration is decided, and in phase " + run.phase());
        }
        afterMigration();
    }

    private void refuse(final String id, final String text) {
        step(Map.of(JobEvents.ID, id, OperatorCall.FAULT, text));
    }

    // --- what follows

    private int afterLaunch() {
        if (launch == null || (!launch.isDone() && launch.fault() == null)) {
            return 0;
        }
        final String fault = launch.fault();
        launch = null;
        if (fault == null) {
            become(JobState.RUNNING);
            listener.onRunning();
            afterRanks();
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
        lastMigration = result;
        become(JobState.RUNNING);
        step(result);
        if (over.outcome() == Outcome.FAILED && losses.isEmpty()) {
            losses.put(-1, over.why());
        }
        publishState();
        afterRanks();
    }

    /** Ranks have ended: is it the job's end? While ranks move, that is judged when they have. */
    private void afterRanks() {
        if (state != JobState.RUNNING) {
            return;
        }
        if (!losses.isEmpty() && options.policy() == Policy.ABORT) {
            endAll(lossText());
        } else if (finished.size() + losses.size() >= job.size()) {
            become(JobState.ENDED);
            publishState();
            end.complete(new JobEnd(losses.isEmpty(), losses.isEmpty() ? "" : losses.values().toString()));
        } else if (!losses.isEmpty()) {
            listener.onNotice("job " + job.name() + " goes on without: " + losses.values());
        }
    }

    private String lossText() {
        return "job " + job.name() + " has lost a rank: " + losses.values().iterator().next();
    }

    /** Ends what is left of the job. Mailbox. */
    void endAll(final String because) {
        if (state == JobState.ENDING || state == JobState.ENDED) {
            return;
        }
        final Set<String> nodes = new TreeSet<>(job.ranks().keySet());
        if (run != null) {
            run.moves().forEach(move -> nodes.add(move.onto()));
            epoch = run.epoch();
            step(run.leftOff(System.nanoTime(), because));
            run = null;
        }
        launch = null;
        why = because;
        become(JobState.ENDING);
        ending.addAll(nodes);
        endNs = System.nanoTime() + END_NS;
        repeatNs = System.nanoTime();
        publishState();
    }

    private int doEnding(final long nowNs) {
        ending.retainAll(backplane.nodes());
        if (ending.isEmpty() || nowNs - endNs >= 0) {
            become(JobState.ENDED);
            publishState();
            end.complete(new JobEnd(
                false, ending.isEmpty() ? why : why + "; nodes " + ending + " have not said that its ranks are gone"));
            return 1;
        }
        if (nowNs - repeatNs >= 0) {
            repeatNs = nowNs + REPEAT_NS;
            order(new Order(Order.Kind.END, epoch, List.copyOf(ending), List.of(), Map.of(), why, Map.of()));
            return 1;
        }
        return 0;
    }

    // --- telling

    private void become(final JobState next) {
        state = state.become(next);
    }

    private void order(final Order order) {
        backplane.publish(MigrationEvents.of(job, order));
    }

    private void step(final Map<String, Object> fields) {
        backplane.publish(JobEvents.of(JobEvents.STEP, job.name(), epoch, fields));
        listener.onStep(fields);
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
        backplane.publish(JobEvents.of(JobEvents.STATE, job.name(), epoch, fields));
    }
}
