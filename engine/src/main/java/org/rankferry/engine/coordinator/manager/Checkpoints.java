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
import org.rankferry.engine.coordinator.job.Order;

/**
 * The checkpoints of a job: the last one, which it can be brought back from, and when the next is due. Of those that
 * it takes by itself only the last few are kept. Used by one thread.
 */
final class Checkpoints {
    private final JobOptions.Periodic periodic;
    private final Consumer<Order> orders;
    private final Deque<Taken> own = new ArrayDeque<>();
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

    /**
     * There is one more.
     *
     * @param byItself whether nobody has asked for it: then older ones like it go.
     * @param nodes    that have images in it.
     * @throws CheckpointException when the record of an older one can't be removed.
     */
    void taken(final Path directory, final boolean byItself, final Set<String> nodes, final long epoch) {
        last = directory;
        if (!byItself) {
            return;
        }
        own.addLast(new Taken(directory, Set.copyOf(nodes)));
        while (own.size() > periodic.keep()) {
            final Taken oldest = own.removeFirst();
            CheckpointRecord.withdraw(oldest.directory());
            orders.accept(new Order(
                Order.Kind.FORGET, epoch, List.copyOf(oldest.nodes()), List.of(),
                CheckpointRecord.directories(oldest.directory(), oldest.nodes()), "", Map.of()));
        }
    }
}
