package org.rankferry.engine.coordinator.node;

import java.time.Duration;
import java.util.concurrent.Executor;

import org.rankferry.engine.agent.AgentHome;
import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.backplane.EventPattern;
import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.NodeFacts;
import org.rankferry.engine.coordinator.NodeTable;
import org.rankferry.engine.coordinator.job.MigrationEvents;
import org.rankferry.protocol.wire.codec.RankReportKind;

/**
 * The agent of a node without a thread of its own, on a machine that its owner gives it: so one process has many nodes.
 * Every call, and every event of its backplane, comes on one thread, that of the home.
 */
public final class HostedNode implements AutoCloseable {
    private final NodeAgent agent;

    /** What a rank says once it has joined. */
    @FunctionalInterface
    public interface RankVoice {
        /** It reports. */
        void report(RankReportKind what, long epoch, String text);
    }

    /**
     * Listens on the backplane from here on.
     *
     * @param facts     of the node.
     * @param home      that it shares with other nodes of the same thread.
     * @param backplane on which it is a member; not closed by this.
     * @param machine   where its ranks run; closed by this.
     * @param orphan    how long ranks live whose job manager is gone.
     */
    public HostedNode(
        final NodeFacts facts, final AgentHome home, final Backplane backplane, final Machine machine,
        final Duration orphan) {

        agent = new NodeAgent("", facts, home, backplane, machine, orphan.toNanos(), notice -> { });
        listen(agent, backplane, Runnable::run);
    }

    /** Has an agent hear what it needs to. */
    static void listen(final NodeAgent agent, final Backplane backplane, final Executor thread) {
        backplane.subscribe(EventPattern.ofSpace(NodeTable.SPACE),
            event -> thread.execute(() -> agent.onNodeEvent(event)));
        backplane.subscribe(EventPattern.ofSpace(MigrationEvents.SPACE),
            event -> thread.execute(() -> agent.onMigrationEvent(event)));
        backplane.subscribe(EventPattern.ofSpace(JobEvents.SPACE),
            event -> thread.execute(() -> agent.onJobEvent(event)));
        backplane.watchNodes(nodes -> thread.execute(() -> agent.onNodes(nodes)));
    }

    /** Does what is due. Returns the amount of work done. */
    public int doWork() {
        return agent.doWork();
    }

    /**
     * A rank that the machine has started comes to the door.
     *
     * @return where it reports, or null when it was refused.
     */
    public RankVoice join(final RankLink from, final String job, final int rank, final long epoch) {
        final DoorConnection.RankEars ears = agent.join(from, job, rank, epoch);
        return ears == null ? null : ears::onReport;
    }

    @Override
    public void close() {
        agent.onClose();
    }
}
