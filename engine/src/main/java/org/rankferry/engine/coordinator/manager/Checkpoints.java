package org.rankferry.engine.coordinator.manager;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.rankferry.engine.coordinator.job.CheckpointException;
import org.rankferry.engine.coordinator.job.CheckpointRecord;
import org.rankferry.engine.coordinator.job.FileJournal;
import org.rankferry.engine.coordinator.job.Order;
import org.rankferry.engine.coordinator.job.Outcome;

/**
 * The checkpoints of a job: the last one, which it can be brought back from, and when the next is due. Of those that
 * it takes by itself only the last few are kept. Used by one thread.
 */
final class Checkpoints {
    private final JobOptions.Periodic periodic;
    private final Consumer<Order> orders;
    private final Deque<Taken> own = new ArrayDeque<>();
    private Map<String, Object> lastResult = Map.of();
    private Path last;
    private long dueNs;

    /** One that was taken by itself. */
    private record Taken(Path directory, Set<String> nodes) {
    }

    Checkpoints(final JobOptions.Periodic periodic, final Path last, final long nowNs, final Consumer<Order> orders) {
        this.periodic = periodic;
        this.last = last;
        this.orders = orders;
        dueNs = nowNs + (periodic == null ? 0 : periodic.everyNs());
    }

    /** The last one, or null. */
    Path last() {
        return last;
    }

    /** Whether it is time for the next. */
    boolean isDue(final long nowNs) {
        return periodic != null && nowNs - dueNs >= 0;
    }

    /** Nanoseconds until then. */
    long idleNs(final long nowNs) {
        return periodic == null ? Long.MAX_VALUE : Math.max(0, dueNs - nowNs);
    }

    /** It has begun, or can't: the next comes after the same while. */
    void begun(final long nowNs) {
        dueNs = nowNs + (periodic == null ? 0 : periodic.everyNs());
    }

    /** The job starts from this one. */
    void startFrom(final Path directory) {
        last = directory;
    }

    /**
     * One is over; if it was taken, it is the last from now on.
     *
     * @param byItself whether nobody has asked for it: then older ones like it go.
     * @throws CheckpointException when the record of an older one, or of one that failed, can't be removed.
     */
    void over(
        final MigrationRun run, final Map<String, Object> result, final boolean byItself, final FileJournal journal) {

        lastResult = result;
        final Path directory = run.directory();
        if (directory == null) {
            return; // of a manager that was lost: its record was not written
        }
        if (run.outcome() != Outcome.CHECKPOINTED) {
            CheckpointRecord.withdraw(directory);
            return;
        }
        journal.checkpointed(run.epoch(), directory);
        last = directory;
        if (byItself) {
            own.addLast(new Taken(directory, Set.copyOf(run.placed().keySet())));
            while (own.size() > periodic.keep()) {
                forget(own.removeFirst(), run.epoch());
            }
        }
    }

    /** How the last one has ended; empty before. */
    Map<String, Object> lastResult() {
        return lastResult;
    }

    private void forget(final Taken oldest, final long epoch) {
        CheckpointRecord.withdraw(oldest.directory());
        orders.accept(new Order(
            Order.Kind.FORGET, epoch, List.copyOf(oldest.nodes()), List.of(),
            CheckpointRecord.directories(oldest.directory(), oldest.nodes()), "", Map.of()));
    }
}
