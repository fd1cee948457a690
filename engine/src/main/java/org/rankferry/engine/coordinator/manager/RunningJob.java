package org.rankferry.engine.coordinator.manager;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentRunner;
import org.rankferry.engine.agent.AgentHome;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.backplane.EventPattern;
import org.rankferry.engine.backplane.cluster.ClusterBackplane;
import org.rankferry.engine.backplane.cluster.ClusterOptions;
import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.NodeTable;
import org.rankferry.engine.coordinator.job.CheckpointRecord;
import org.rankferry.engine.coordinator.job.FileJournal;
import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.coordinator.job.MigrationEvents;
import org.rankferry.engine.observe.AgentKind;
import org.rankferry.engine.transport.ReadinessIdle;

/** A job with its manager on its thread, and everything that owns. Closing it ends the job. */
public final class RunningJob implements AutoCloseable {
    private static final long END_SECONDS = 15;
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final CompletableFuture<JobEnd> end = new CompletableFuture<>();
    private final FileJournal journal;
    private final AgentHome home;
    private final Backplane backplane;
    private final JobCourse course;
    private final AgentRunner runner;
    private boolean closed;

    /**
     * Where a manager lives.
     *
     * @param runDirectory for its lock, door and counters.
     * @param secretFile   shared with the nodes.
     * @param join         makes it a member of the backplane, by its name; what goes wrong there later is told to the
     *                     consumer.
     * @param patience     with nodes of the job that are not there yet.
     */
    public record Place(
        Path runDirectory, Path secretFile, BiFunction<String, Consumer<Throwable>, Backplane> join,
        Duration patience) {

        /** Nodes that have come up at the same time may take as long to find each other. */
        private static final Duration MERGE = Duration.ofSeconds(40);

        private static Place of(final ClusterOptions cluster) {
            return new Place(cluster.directory(), cluster.secretFile(), (name, onError) ->
                new ClusterBackplane(cluster.named(name), onError), MERGE);
        }
    }

    private RunningJob(
        final JobSpec given, final boolean checked, final Consumer<JobCourse> beginning, final Place place,
        final JobOptions options, final JobListener listener) {

        journal = FileJournal.open(options.journal());
        AgentHome opened = null;
        Backplane joined = null;
        try {
            final Optional<JobSpec> kept = journal.job();
            if (given != null && kept.isPresent()) {
                throw new TransferException("journal " + options.journal() + " is of job " + kept.get().name()
                    + ", whose manager was lost; go on with it by --recover, or remove the file when its ranks are"
                    + " gone");
            }
            final JobSpec job = given != null ? given : kept.orElseThrow(() -> new TransferException(
                "journal " + options.journal() + " has no job to go on with"));
            opened = AgentHome.open(
                AgentKind.JOB, job.name(), place.runDirectory(), place.secretFile());
            final AgentHome own = opened;
            joined = place.join().apply(JobEvents.managerOf(job.name()), own.errorLog()::record);
            if (checked) {
                checkPresent(job, joined, place.patience(), listener);
            }
            journal.describe(job);
            final NodeTable table = new NodeTable(joined);
            course = new JobCourse(job, options, joined, table, journal, listener, end);
            final JobManager led = new JobManager(job.name(), own, joined, table, course);
            joined.subscribe(EventPattern.ofSpace(NodeTable.SPACE),
                event -> own.mailbox().send(() -> led.onNodeEvent(event)));
            joined.subscribe(EventPattern.ofSpace(MigrationEvents.SPACE),
                event -> own.mailbox().send(() -> led.onMigrationEvent(event)));
            joined.subscribe(EventPattern.ofSpace(JobEvents.SPACE),
                event -> own.mailbox().send(() -> led.onJobEvent(event)));
            joined.watchNodes(nodes -> own.mailbox().send(() -> led.onNodes(nodes)));
            own.mailbox().send(() -> beginning.accept(course));
            runner = own.start(led, new ReadinessIdle(own.readiness(), led::sleepNs), () -> { });
        } catch (final RuntimeException e) {
            CloseHelper.quietCloseAll(joined, opened, journal);
            throw e;
        }
        home = opened;
        backplane = joined;
    }

    /**
     * Starts a job.
     *
     * @param job      to start.
     * @param cluster  that its nodes are in; the name of the node is not used.
     * @param options  of its manager.
     * @param listener of how it fares.
     * @throws RuntimeException with one line, when the machine or an option does not allow it.
     */
    public static RunningJob start(
        final JobSpec job, final ClusterOptions cluster, final JobOptions options, final JobListener listener) {

        return start(job, Place.of(cluster), options, listener);
    }

    /**
     * Starts a job on a backplane that the caller makes.
     *
     * @param job      to start.
     * @param place    of its manager.
     * @param options  of it.
     * @param listener of how the job fares.
     */
    public static RunningJob start(
        final JobSpec job, final Place place, final JobOptions options, final JobListener listener) {

        return new RunningJob(job, true, JobCourse::launch, place, options, listener);
    }

    /**
     * Starts a job from a checkpoint.
     *
     * @param checkpoint directory of it, with its record.
     * @param changed    the job of the record, with what is to be different this time.
     * @param on         nodes that take the ranks of the nodes it was taken on, in their order; empty for the same
     *                   nodes, and spares for those that are not there.
     * @throws RuntimeException with one line, when the machine or an option does not allow it.
     */
    public static RunningJob restart(
        final Path checkpoint, final UnaryOperator<JobSpec> changed, final List<String> on,
        final ClusterOptions cluster, final JobOptions options, final JobListener listener) {

        final CheckpointRecord record = CheckpointRecord.read(checkpoint);
        return new RunningJob(
            changed.apply(record.job()), false, course -> course.revive(record, checkpoint, on), Place.of(cluster),
            options, listener);
    }

    /** Goes on with the job of a journal, whose manager was lost. */
    public static RunningJob recover(
        final ClusterOptions cluster, final JobOptions options, final JobListener listener) {

        return new RunningJob(null, false, JobCourse::recover, Place.of(cluster), options, listener);
    }

    /** Waits for its end. */
    public JobEnd await() throws InterruptedException {
        try {
            return end.get();
        } catch (final ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!end.isDone()) {
            home.mailbox().send(() -> course.endAll("its manager was stopped"));
            awaitEnd();
        }
        final boolean over = end.isDone();
        home.stop(runner);
        CloseHelper.closeAll(backplane, home);
        if (over) {
            journal.remove();
        }
        CloseHelper.close(journal);
    }

    private void awaitEnd() {
        try {
            end.get(END_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final ExecutionException | TimeoutException e) {
            return; // the journal stays, for whoever looks after what is left
        }
    }

    private static void checkPresent(
        final JobSpec job, final Backplane joined, final Duration patience, final JobListener listener) {

        final long deadlineNs = System.nanoTime() + patience.toNanos();
        Set<String> missing = missing(job, joined);
        if (!missing.isEmpty() && !patience.isZero()) {
            listener.onNotice("waits for nodes " + missing);
        }
        while (!missing.isEmpty()) {
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new TransferException("nodes " + missing + " are not in the cluster; there are "
                    + joined.nodes().stream().filter(node -> !JobEvents.isManager(node)).toList());
            }
            LockSupport.parkNanos(LOOK_NS);
            missing = missing(job, joined);
        }
    }

    private static Set<String> missing(final JobSpec job, final Backplane joined) {
        final Set<String> missing = new TreeSet<>(job.ranks().keySet());
        missing.removeAll(Set.copyOf(joined.nodes()));
        return missing;
    }
}
