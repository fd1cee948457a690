package org.rankferry.bench.control;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;

import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.rankferry.engine.agent.AgentHome;
import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.coordinator.NodeFacts;
import org.rankferry.engine.coordinator.NodeState;
import org.rankferry.engine.coordinator.node.HostedNode;
import org.rankferry.engine.health.NodeHealth;
import org.rankferry.engine.observe.AgentKind;
import org.rankferry.engine.transport.ReadinessIdle;

/** Some of the simulated nodes, and the thread on which they live. Made and closed by one other thread. */
final class NodeLane implements Agent, AutoCloseable {
    private static final Duration ORPHAN = Duration.ofHours(1);

    private final String name;
    private final AgentHome home;
    private final InProcessNet.Lane lane;
    private final Runnable onError;
    private final List<HostedNode> nodes = new ArrayList<>();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private AgentRunner runner;

    NodeLane(final String name, final Path runDirectory, final Path secretFile, final Runnable onError) {
        this.name = name;
        this.onError = onError;
        home = AgentHome.open(AgentKind.NODE, name, runDirectory, secretFile);
        lane = new InProcessNet.Lane(home.mailbox()::send, this::settle);
    }

    InProcessNet.Lane lane() {
        return lane;
    }

    /** Runs what ranks of a node answer when that node is through with its event, not after those of all others. */
    Executor later() {
        return later::add;
    }

    private void settle() {
        for (Runnable next = later.poll(); next != null; next = later.poll()) {
            next.run();
        }
    }

    /** Before it runs. */
    void add(final SimulatedMachine machine, final Backplane backplane) {
        final NodeFacts facts = new NodeFacts(
            machine.node(), 1, NodeState.SPARE, machine.host(), 1, "x86_64", "6.1.0", "glibc 2.36", 2, 1L << 34, "0",
            NodeHealth.UNWATCHED);
        final HostedNode node = new HostedNode(facts, home, backplane, machine, ORPHAN);
        machine.serve(node);
        nodes.add(node);
    }

    /** Runs, and has each node tell of itself. */
    void begin(final InProcessNet net) {
        net.run(lane, () -> nodes.forEach(HostedNode::doWork));
        runner = home.start(
            this, new ReadinessIdle(home.readiness(), () -> home.mailbox().sleepNs(Long.MAX_VALUE)), onError);
    }

    @Override
    public int doWork() {
        final int work = home.readiness().poll() + home.mailbox().drain();
        settle();
        return work;
    }

    @Override
    public String roleName() {
        return name;
    }

    @Override
    public void onClose() {
        CloseHelper.closeAll(nodes);
    }

    @Override
    public void close() {
        if (runner != null) {
            home.stop(runner);
        }
        home.close();
    }
}
