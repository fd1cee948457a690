package org.rankferry.engine.coordinator.node;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.rankferry.engine.agent.AgentHome;
import org.rankferry.engine.agent.Mailbox;
import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.coordinator.job.MigrationEvents;
import org.rankferry.engine.coordinator.job.Order;
import org.rankferry.engine.coordinator.job.Report;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.protocol.wire.codec.RankReportKind;

/**
 * The parts that this node has in jobs. Ranks whose job manager has left are ended when none comes back in time: nobody
 * could move them any more, or say that they do not run elsewhere. Agent's thread.
 */
final class NodeJobs implements NodeContext, AutoCloseable {
    private final String name;
    private final Path door;
    private final Path notes;
    private final Backplane backplane;
    private final Mailbox mailbox;
    private final Readiness readiness;
    private final Machine machine;
    private final long orphanNs;
    private final Listener listener;
    private final Map<String, JobPart> parts = new TreeMap<>();
    private final Map<String, Long> orphans = new TreeMap<>();
    private List<String> present = List.of();

    /** Hears whether ranks run here. */
    interface Listener {
        /** Something has changed; {@code movedAway} says whether ranks have left for another node. */
        void onRanksChanged(boolean any, boolean movedAway);
    }

    NodeJobs(
        final String name, final AgentHome home, final Backplane backplane,
        final Machine machine, final long orphanNs, final Listener listener) {

        this.name = name;
        this.door = home.door().path();
        this.notes = home.directory().path().getParent();
        this.backplane = backplane;
        this.mailbox = home.mailbox();
        this.readiness = home.readiness();
        this.machine = machine;
        this.orphanNs = orphanNs;
        this.listener = listener;
    }

    /** An event in {@link MigrationEvents#SPACE}. */
    void onEvent(final Event event) {
        final Optional<Order> order = MigrationEvents.order(event);
        if (order.isEmpty() || !event.node().equals(JobEvents.managerOf(event.job()))) {
            return;
        }
        final JobSpec described = MigrationEvents.job(event).orElse(null);
        JobPart part = parts.get(event.job());
        if (part != null && part.isPast(order.get())) {
            if (part.hasRun()) {
                report(event.job(), new Report(
                    Report.Kind.FAILED, order.get().kind(), event.epoch(), name,
                    "ranks " + part.alive() + " of an earlier job "
                        + event.job() + " still run here", Map.of()));
                return;
            }
            part.abandon("job " + event.job() + " is started anew");
            if (!part.alive().isEmpty()) {
                return; // copies that never ran, of an attempt that is over: the order comes again when they have ended
            }
            part = null;
        }
        if (part == null && described != null) {
            part = new JobPart(
                this, described, machine.passage(mailbox::send), machine.passage(mailbox::send));
            parts.put(event.job(), part);
        }
        if (part != null) {
            part.onOrder(order.get(), described);
        }
    }

    /** Jobs that have ranks here. */
    List<String> withRanks() {
        return parts.entrySet().stream().filter(part -> !part.getValue().alive().isEmpty()).map(Map.Entry::getKey)
            .toList();
    }

    /** A job manager has come back, and wants to know which ranks have ended while there was none. */
    void onRollCall(final String job) {
        if (parts.containsKey(job)) {
            parts.get(job).tellEnded();
        }
    }

    /** Who is there. */
    void onNodes(final List<String> nodes) {
        present = nodes;
    }

    /** Looks after orphans. Returns the amount of work done. */
    int doWork(final long nowNs) {
        int work = 0;
        for (final Map.Entry<String, JobPart> entry : parts.entrySet()) {
            final String job = entry.getKey();
            if (present.contains(JobEvents.managerOf(job)) || entry.getValue().alive().isEmpty()) {
                orphans.remove(job);
            } else if (nowNs - orphans.computeIfAbsent(job, first -> nowNs) >= orphanNs) {
                entry.getValue().abandon("the job manager of job " + job + " is gone");
                orphans.remove(job);
                work++;
            }
        }
        return work;
    }

    /** Nanoseconds until there is something to do. */
    long idleNs(final long nowNs) {
        return orphans.values().stream().mapToLong(since -> Math.max(0, since + orphanNs - nowNs)).min()
            .orElse(Long.MAX_VALUE);
    }

    /** Somebody at the door says to be a rank. */
    DoorConnection.RankEars join(final RankLink from, final String job, final int rank, final long epoch) {
        final JobPart part = parts.get(job);
        final String refusal = part == null ? "no rank of job " + job + " was started here" : part.join(
            from, rank, epoch);
        if (refusal != null) {
            from.refuse(refusal);
            return null;
        }
        return new DoorConnection.RankEars() {
            @Override
            public void onReport(final RankReportKind what, final long of, final String text) {
                part.onReport(rank, what, of, text);
            }

            @Override
            public void onGone(final DoorConnection connection) {
                part.onGone(connection, rank);
            }
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String host() {
        return machine.host();
    }

    @Override
    public Machine machine() {
        return machine;
    }

    @Override
    public Path door() {
        return door;
    }

    @Override
    public Path notes() {
        return notes;
    }

    @Override
    public void report(final String job, final Report report) {
        backplane.tell(JobEvents.managerOf(job), MigrationEvents.of(job, report));
    }

    @Override
    public void later(final Runnable what) {
        mailbox.send(what);
    }

    @Override
    public void pollSockets() {
        readiness.poll();
    }

    @Override
    public void onRanksChanged(final boolean movedAway) {
        listener.onRanksChanged(parts.values().stream().anyMatch(part -> !part.alive().isEmpty()), movedAway);
    }

    @Override
    public void onRankEnded(
        final String job, final int rank, final long epoch, final boolean well, final String how) {

        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("rank", rank);
        fields.put("well", well);
        fields.put("how", how);
        backplane.tell(JobEvents.managerOf(job), JobEvents.of(JobEvents.RANK_ENDED, job, epoch, fields));
    }

    @Override
    public void close() {
        parts.values().forEach(JobPart::close);
        machine.close();
    }
}
