package org.rankferry.engine.coordinator.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.rankferry.engine.coordinator.NodeFacts;
import org.rankferry.engine.coordinator.NodeState;
import org.rankferry.engine.coordinator.job.Move;

/**
 * Which nodes take the images of which in a restart from a checkpoint: each node its own, when it is there, and a spare
 * those of a node that is not. Whether they fit is seen by the node, which has the images.
 */
final class RestartChoice {
    private RestartChoice() {
    }

    /**
     * Chooses.
     *
     * @param saved ranks of the checkpoint by node.
     * @param nodes that are there.
     * @param on    nodes to take, in this order; empty for the choice above.
     * @throws IllegalArgumentException with what is in the way.
     */
    static List<Move> choose(
        final Map<String, List<Integer>> saved, final Collection<NodeFacts> nodes, final List<String> on) {

        final Map<String, NodeFacts> there = new TreeMap<>();
        nodes.forEach(node -> there.put(node.node(), node));
        final List<String> free = new ArrayList<>(on);
        if (on.isEmpty()) {
            there.values().stream()
                .filter(node -> node.state() == NodeState.SPARE && !saved.containsKey(node.node()))
                .forEach(node -> free.add(node.node()));
        }
        final List<Move> moves = new ArrayList<>();
        for (final Map.Entry<String, List<Integer>> entry : saved.entrySet()) {
            final String node = entry.getKey();
            final boolean own = on.isEmpty() && there.containsKey(node)
                && there.get(node).state() != NodeState.INACTIVE;
            if (!own && free.isEmpty()) {
                throw new IllegalArgumentException("no node is left for the images of node " + node + ", ranks "
                    + entry.getValue() + "; start an agent there, or one more on a spare");
            }
            final String onto = own ? node : free.removeFirst();
            if (!there.containsKey(onto)) {
                throw new IllegalArgumentException("node " + onto + " is not in the cluster; there are "
                    + there.keySet());
            }
            moves.add(new Move(node, onto, entry.getValue()));
        }
        return moves;
    }
}
