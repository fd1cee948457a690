package org.rankferry.engine.coordinator.node;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

import com.fasterxml.jackson.jr.ob.JSON;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.rankferry.engine.agent.AgentHome;
import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.coordinator.EventFields;
import org.rankferry.engine.coordinator.HealthEvents;
import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.NodeFacts;
import org.rankferry.engine.coordinator.NodeState;
import org.rankferry.engine.coordinator.NodeTable;
import org.rankferry.engine.coordinator.OperatorCall;
import org.rankferry.engine.health.Health;
import org.rankferry.engine.health.NodeHealth;
import org.rankferry.engine.nativeio.ThreadPriority;

/**
 * The agent of a node, on one thread: keeps the table of nodes, runs the node's part of jobs, answers operators, and
 * passes on what they want of job managers.
 */
final class NodeAgent implements Agent, DoorConnection.Host {
    private final String cluster;
    private final AgentHome home;
    private final Backplane backplane;
    private final NodeTable table;
    private final NodeJobs jobs;
    private final Evacuation evacuation;
    private final Consumer<String> notices;
    private final List<DoorConnection> guests = new ArrayList<>();
    /** The last word about each job. */
    private final Map<String, Event> states = new TreeMap<>();
    private final PassedRequests requests;
    private Set<String> there = Set.of();
    private NodeFacts own;
    private boolean published;

    NodeAgent(
        final String cluster, final NodeFacts own, final AgentHome home, final Backplane backplane,
        final Machine machine, final long orphanNs, final Consumer<String> notices) {

        this.cluster = cluster;
        this.own = own;
        this.home = home;
        this.backplane = backplane;
        this.table = new NodeTable(backplane);
        this.jobs = new NodeJobs(own.node(), home, backplane, machine, orphanNs, this::onRanksChanged);
        this.evacuation = new Evacuation(own.node(), backplane, notices);
        this.notices = notices;
        this.requests = new PassedRequests(own.node() + "-" + own.pid() + "-", backplane);
    }

    @Override
    public void onStart() {
        ThreadPriority.raise();
    }

    @Override
    public int doWork() {
        int work = home.readiness().poll() + home.mailbox().drain();
        if (!published) {
            published = true;
            table.publish(own);
            work++;
        }
        for (SocketChannel socket = home.door().accept(); socket != null; socket = home.door().accept()) {
            guests.add(new DoorConnection(socket, home.readiness(), this));
            work++;
        }
        for (int i = guests.size() - 1; i >= 0; i--) {
            final DoorConnection guest = guests.get(i);
            work += guest.doWork();
            if (guest.isClosed()) {
                guests.remove(i).close();
                requests.forget(guest);
                work++;
            }
        }
        final long nowNs = System.nanoTime();
        return work + table.doWork(nowNs) + jobs.doWork(nowNs) + evacuation.doWork(movable(), nowNs)
            + requests.doWork(nowNs, this::isKnown, this::refuseUnknown);
    }

    @Override
    public String roleName() {
        return "rankferry-node-" + own.node();
    }

    @Override
    public void onClose() {
        CloseHelper.quietClose(jobs);
        CloseHelper.quietCloseAll(guests);
    }

    /** How long it may sleep, when there was nothing to do. */
    long sleepNs() {
        final long nowNs = System.nanoTime();
        return home.mailbox().sleepNs(published
            ? Math.min(Math.min(evacuation.idleNs(nowNs), requests.idleNs(nowNs)),
                Math.min(table.idleNs(nowNs), jobs.idleNs(nowNs))) : 0);
    }

    /** From the backplane; through the mailbox. */
    void onNodes(final List<String> nodes) {
        table.onNodes(nodes, System.nanoTime());
        jobs.onNodes(nodes);
        final Set<String> before = there;
        there = Set.copyOf(nodes);
        // The word of a manager that has just come may have been faster than the news that the one before it has gone.
        states.keySet().removeIf(job -> !isThere(job) && !before.contains(JobEvents.managerOf(job)));
    }

    private boolean isThere(final String job) {
        return there.contains(JobEvents.managerOf(job));
    }

    private boolean isKnown(final String job) {
        return states.containsKey(job) && isThere(job);
    }

    /** In {@link NodeTable#SPACE}; through the mailbox. */
    void onNodeEvent(final Event event) {
        table.onEvent(event);
    }

    /** An order; through the mailbox. */
    void onMigrationEvent(final Event event) {
        jobs.onEvent(event);
    }

    /** In {@link JobEvents#SPACE}; through the mailbox. */
    void onJobEvent(final Event event) {
        if (event.name().equals(JobEvents.STATE)) {
            states.put(event.job(), event); // read when somebody asks: with many ranks it is long
        } else if (event.name().equals(JobEvents.ROLL_CALL)) {
            jobs.onRollCall(event.job());
        } else if (event.name().equals(JobEvents.STEP)) {
            final Map<String, Object> step = EventFields.of(event);
            final PassedRequests.Asker asker = requests.asker(String.valueOf(step.get(JobEvents.ID)));
            if (asker != null) {
                asker.answer(event.payload());
            }
            evacuation.onStep(event.job(), step, System.nanoTime());
        }
    }

    /** From the monitor; through the mailbox. */
    void onHealth(final NodeHealth health) {
        notices.accept("health: " + health);
        own = own.with(health);
        table.publish(own);
        backplane.publish(HealthEvents.of(health));
        evacuation.onFailing(isFailing() ? health.reason() : null);
        if (isFailing() && own.state() == NodeState.SPARE) {
            become(NodeState.INACTIVE);
        }
    }

    /** The ranks are to leave; through the mailbox. */
    void evacuate() {
        evacuation.onSignal(movable());
    }

    private boolean isFailing() {
        return own.health().health() == Health.FAILING;
    }

    /** Jobs that have ranks here, and a manager that could move them. */
    private List<String> movable() {
        return jobs.withRanks().stream().filter(this::isKnown).toList();
    }

    private void onRanksChanged(final boolean any, final boolean movedAway) {
        final NodeState next = any ? NodeState.READY
            : movedAway || isFailing() || own.state() == NodeState.INACTIVE ? NodeState.INACTIVE : NodeState.SPARE;
        become(next);
    }

    private void become(final NodeState next) {
        if (next != own.state()) {
            own = own.with(next);
            table.publish(own);
        }
    }

    @Override
    public DoorConnection.RankEars onJoin(
        final DoorConnection from, final String job, final int rank, final int pid, final long epoch) {

        return join(from, job, rank, epoch);
    }

    /** Somebody says to be a rank. Returns who hears what it reports, or null when it was refused. */
    DoorConnection.RankEars join(final RankLink from, final String job, final int rank, final long epoch) {
        return jobs.join(from, job, rank, epoch);
    }

    @Override
    public void onRequest(final DoorConnection from, final String text) {
        try {
            final Map<String, Object> request = JSON.std.mapFrom(text);
            final Object ask = request.get(OperatorCall.ASK);
            if (OperatorCall.STATUS.equals(ask)) {
                from.answer(status());
            } else if (OperatorCall.SPARE.equals(ask)) {
                takeBack(from);
            } else if (request.get(OperatorCall.JOB) instanceof String job) {
                requests.add(from, job, request, System.nanoTime());
            } else {
                refuse(from, "agent of node " + own.node() + " of release " + own.version() + " does not know '" + ask
                    + "'; is the command of another release?");
            }
        } catch (final IOException e) {
            refuse(from, "request is no JSON: " + e.getMessage());
        }
    }

    private String status() throws IOException {
        final Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("cluster", cluster);
        answer.put("agent", own.node());
        answer.put("nodes", table.all().stream().map(NodeFacts::toMap).toList());
        answer.put("jobs", states.values().stream()
            .filter(state -> isThere(state.job())).map(EventFields::of).toList());
        return JSON.std.asString(answer);
    }

    private void takeBack(final DoorConnection from) throws IOException {
        if (own.state() == NodeState.READY) {
            refuse(from, "ranks run on node " + own.node() + "; migrate them off first");
            return;
        }
        if (isFailing()) {
            refuse(from, "node " + own.node() + " is " + own.health() + "; it can be taken back when it is well");
            return;
        }
        become(NodeState.SPARE);
        from.answer(JSON.std.asString(Map.of("node", own.node(), "state", own.state().word())));
    }

    private void refuseUnknown(final PassedRequests.Asker from, final String job) {
        refuse(from, "there is no job " + job + " in cluster " + cluster + "; `rankferry status` shows those that are");
    }

    private static void refuse(final PassedRequests.Asker from, final String why) {
        try {
            from.answer(JSON.std.asString(Map.of(OperatorCall.FAULT, why)));
        } catch (final IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
