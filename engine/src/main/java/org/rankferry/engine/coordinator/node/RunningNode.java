package org.rankferry.engine.coordinator.node;

import java.lang.management.ManagementFactory;
import java.time.Duration;

import com.sun.management.OperatingSystemMXBean;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentRunner;
import org.rankferry.engine.agent.AgentHome;
import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.backplane.EventPattern;
import org.rankferry.engine.backplane.cluster.ClusterBackplane;
import org.rankferry.engine.backplane.cluster.ClusterOptions;
import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.NodeFacts;
import org.rankferry.engine.coordinator.NodeState;
import org.rankferry.engine.coordinator.NodeTable;
import org.rankferry.engine.coordinator.job.MigrationEvents;
import org.rankferry.engine.nativeio.MachineFacts;
import org.rankferry.engine.observe.AgentKind;
import org.rankferry.engine.observe.RankferryVersion;
import org.rankferry.engine.transport.ReadinessIdle;

/** The agent of a node on its thread, with everything it owns. Closed in the reverse order. */
public final class RunningNode implements AutoCloseable {
    private final AgentHome home;
    private final Backplane backplane;
    private final AgentRunner runner;
    private boolean closed;

    /**
     * Joins the cluster, or begins it.
     *
     * @param options of the node; its lock, door and counters are in the directory too.
     * @param orphan  how long ranks live whose job manager is gone.
     * @throws RuntimeException with one line, when the machine or an option does not allow it.
     */
    public RunningNode(final ClusterOptions options, final Duration orphan) {
        home = AgentHome.open(AgentKind.NODE, options.node(), options.directory(), options.secretFile());
        Backplane joined = null;
        try {
            joined = new ClusterBackplane(options, home.errorLog()::record);
            final NodeAgent agent = new NodeAgent(
                options.cluster(), facts(options), home, joined, new Movement.MovementPlace(
                    home.directory().path().resolve("data"), options.secretFile(), options.host()), orphan.toNanos());
            joined.subscribe(EventPattern.ofSpace(NodeTable.SPACE),
                event -> home.mailbox().send(() -> agent.onNodeEvent(event)));
            joined.subscribe(EventPattern.ofSpace(MigrationEvents.SPACE),
                event -> home.mailbox().send(() -> agent.onMigrationEvent(event)));
            joined.subscribe(EventPattern.ofSpace(JobEvents.SPACE),
                event -> home.mailbox().send(() -> agent.onJobEvent(event)));
            joined.watchNodes(nodes -> home.mailbox().send(() -> agent.onNodes(nodes)));
            runner = home.start(agent, new ReadinessIdle(home.readiness(), agent::sleepNs), () -> { });
        } catch (final RuntimeException e) {
            CloseHelper.quietCloseAll(joined, home);
            throw e;
        }
        backplane = joined;
    }

    /** The backplane on which it is a member. */
    public Backplane backplane() {
        return backplane;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            home.stop(runner);
            CloseHelper.closeAll(backplane, home);
        }
    }

    private static NodeFacts facts(final ClusterOptions options) {
        final MachineFacts machine = MachineFacts.read();
        return new NodeFacts(
            options.node(), System.currentTimeMillis(), NodeState.SPARE, options.host(),
            ProcessHandle.current().pid(), machine.isa(),
            machine.kernel(), machine.libc(), Runtime.getRuntime().availableProcessors(), memory(),
            RankferryVersion.get());
    }

    private static long memory() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }
}
