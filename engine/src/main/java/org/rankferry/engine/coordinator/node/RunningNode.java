package org.rankferry.engine.coordinator.node;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.Consumer;

import com.sun.management.OperatingSystemMXBean;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentRunner;
import org.rankferry.engine.agent.AgentHome;
import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.backplane.cluster.ClusterBackplane;
import org.rankferry.engine.backplane.cluster.ClusterOptions;
import org.rankferry.engine.coordinator.NodeFacts;
import org.rankferry.engine.coordinator.NodeState;
import org.rankferry.engine.health.HealthMonitor;
import org.rankferry.engine.health.HealthOptions;
import org.rankferry.engine.health.NodeHealth;
import org.rankferry.engine.nativeio.MachineFacts;
import org.rankferry.engine.observe.AgentKind;
import org.rankferry.engine.observe.RankferryVersion;
import org.rankferry.engine.transport.ReadinessIdle;

/** The agent of a node on its thread, with everything it owns. Closed in the reverse order. */
public final class RunningNode implements AutoCloseable {
    private final AgentHome home;
    private final Backplane backplane;
    private final AgentRunner runner;
    private final NodeAgent agent;
    private final HealthMonitor monitor;
    private boolean closed;

    /**
     * Joins the cluster, or begins it.
     *
     * @param options of the node; its lock, door and counters are in the directory too.
     * @param orphan  how long ranks live whose job manager is gone.
     * @param health  what is watched.
     * @param notices hears what is worth a line for people, on the agent's thread.
     * @throws RuntimeException with one line, when the machine or an option does not allow it.
     */
    public RunningNode(
        final ClusterOptions options, final Duration orphan, final HealthOptions health,
        final Consumer<String> notices) {

        home = AgentHome.open(AgentKind.NODE, options.node(), options.directory(), options.secretFile());
        Backplane joined = null;
        try {
            joined = new ClusterBackplane(options, home.errorLog()::record);
            agent = new NodeAgent(
                options.cluster(), facts(options), home, joined, new LocalMachine(new Movement.MovementPlace(
                    home.directory().path().resolve("data"), options.secretFile(), options.host(),
                    home.errorLog()::record)),
                orphan.toNanos(), notices);
            HostedNode.listen(agent, joined, home.mailbox()::send);
            runner = home.start(agent, new ReadinessIdle(home.readiness(), agent::sleepNs), () -> { });
        } catch (final RuntimeException e) {
            CloseHelper.quietCloseAll(joined, home);
            throw e;
        }
        backplane = joined;
        monitor = new HealthMonitor(
            health, options.node(), found -> home.mailbox().send(() -> agent.onHealth(found)),
            home.errorLog()::record);
    }

    /** Moves the ranks of this node away, as far as that can be. Any thread; comes back at once. */
    public void evacuate() {
        home.mailbox().send(agent::evacuate);
    }

    /** The backplane on which it is a member. */
    public Backplane backplane() {
        return backplane;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            CloseHelper.close(monitor);
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
            RankferryVersion.get(), NodeHealth.UNWATCHED);
    }

    private static long memory() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }
}
