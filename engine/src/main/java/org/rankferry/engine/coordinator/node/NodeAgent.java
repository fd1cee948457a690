package org.rankferry.engine.coordinator.node;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.rankferry.engine.agent.AgentHome;
import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.coordinator.NodeFacts;
import org.rankferry.engine.coordinator.NodeTable;
import org.rankferry.engine.coordinator.OperatorCall;

/**
 * The agent of a node, on one thread: keeps the table of nodes, and answers operators.
 */
final class NodeAgent implements Agent {
    private final String cluster;
    private final NodeFacts own;
    private final AgentHome home;
    private final NodeTable table;
    private final List<OperatorConnection> operators = new ArrayList<>();
    private boolean published;

    NodeAgent(final String cluster, final NodeFacts own, final AgentHome home, final NodeTable table) {
        this.cluster = cluster;
        this.own = own;
        this.home = home;
        this.table = table;
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
            operators.add(new OperatorConnection(socket, home.readiness(), this::answer));
            work++;
        }
        for (int i = operators.size() - 1; i >= 0; i--) {
            final OperatorConnection operator = operators.get(i);
            work += operator.doWork();
            if (operator.isClosed()) {
                operators.remove(i).close();
                work++;
            }
        }
        return work + table.doWork(System.nanoTime());
    }

    @Override
    public String roleName() {
        return "rankferry-node-" + own.node();
    }

    @Override
    public void onClose() {
        CloseHelper.quietCloseAll(operators);
    }

    /** How long it may sleep, when there was nothing to do. */
    long sleepNs() {
        return home.mailbox().sleepNs(published ? table.idleNs(System.nanoTime()) : 0);
    }

    /** From the backplane; through the mailbox. */
    void onNodes(final List<String> nodes) {
        table.onNodes(nodes, System.nanoTime());
    }

    /** From the backplane; through the mailbox. */
    void onEvent(final Event event) {
        table.onEvent(event);
    }

    private String answer(final String request) {
        try {
            return JSON.std.asString(answer(JSON.std.mapFrom(request)));
        } catch (final IOException e) {
            throw new IllegalStateException("request is no JSON: " + e.getMessage(), e);
        }
    }

    private Map<String, Object> answer(final Map<String, Object> request) {
        final Map<String, Object> answer = new LinkedHashMap<>();
        if (OperatorCall.STATUS.equals(request.get(OperatorCall.ASK))) {
            answer.put("cluster", cluster);
            answer.put("agent", own.node());
            answer.put("nodes", table.all().stream().map(NodeFacts::toMap).toList());
        } else {
            answer.put(OperatorCall.FAULT, "agent of node " + own.node() + " of release " + own.version()
                + " does not know '" + request.get(OperatorCall.ASK) + "'; is the command of another release?");
        }
        return answer;
    }
}
