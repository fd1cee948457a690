package org.rankferry.engine.coordinator.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.rankferry.engine.coordinator.MigrateRequest;
import org.rankferry.engine.coordinator.NodeFacts;
import org.rankferry.engine.coordinator.NodeState;
import org.rankferry.engine.coordinator.job.Move;

/**
 * Which nodes take the ranks of which: decided before anybody is stalled. A spare fits when a restart on it finds the
 * instruction set, the kernel and the C library that the image was written with; and it must be well, as far as it
 * knows itself.
 */
final class TargetChoice {
    private final Map<String, NodeFacts> nodes = new TreeMap<>();
    private final Map<String, List<Integer>> placed;
    private final MigrateRequest request;

    /** What is known when it is asked. */
    TargetChoice(
        final Collection<NodeFacts> nodes, final Map<String, List<Integer>> placed, final MigrateRequest request) {

        nodes.forEach(node -> this.nodes.put(node.node(), node));
        this.placed = new TreeMap<>(placed);
        this.request = request;
    }

    /** The moves, and the spares to fall back to. */
    record Choice(List<Move> moves, List<String> spares) {
    }

    /**
     * Chooses.
     *
     * @throws IllegalArgumentException with what is in the way.
     */
    Choice choose() {
        final Map<String, List<Integer>> leaving = leaving();
        final List<String> free = new ArrayList<>(candidates(leaving.keySet()));
        final List<Move> moves = new ArrayList<>();
        for (final Map.Entry<String, List<Integer>> entry : leaving.entrySet()) {
            final String from = entry.getKey();
            final String onto = free.stream().filter(spare -> misfit(from, spare) == null).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(noneFits(from, free)));
            free.remove(onto);
            moves.add(new Move(from, onto, entry.getValue()));
        }
        return new Choice(moves, free.stream()
            .filter(spare -> leaving.keySet().stream().allMatch(from -> misfit(from, spare) == null)).toList());
    }

    private Map<String, List<Integer>> leaving() {
        final Map<String, List<Integer>> leaving = new TreeMap<>();
        for (final String node : request.off()) {
            final List<Integer> own = placed.getOrDefault(node, List.of());
            if (own.isEmpty()) {
                throw new IllegalArgumentException(
                    "no rank of the job runs on node " + node + "; they run on " + placed.keySet());
            }
            leaving.put(node, own);
        }
        if (!request.ranks().isEmpty()) {
            placed.forEach((node, own) -> {
                final List<Integer> named = own.stream().filter(request.ranks()::contains).toList();
                if (named.isEmpty()) {
                    leaving.remove(node);
                } else if (request.off().isEmpty() || request.off().contains(node)) {
                    leaving.put(node, named);
                }
            });
            final Set<Integer> found = leaving.values().stream().flatMap(List::stream).collect(Collectors.toSet());
            final Set<Integer> missing = new TreeSet<>(request.ranks());
            missing.removeAll(found);
            if (!missing.isEmpty()) {
                throw new IllegalArgumentException(
                    "ranks " + missing + " do not run on " + (request.off().isEmpty() ? "any node" : request.off()));
            }
        }
        if (leaving.isEmpty()) {
            throw new IllegalArgumentException(
                "there is nothing to move; name nodes with --off, or ranks with --ranks");
        }
        return leaving;
    }

    private List<String> candidates(final Set<String> left) {
        for (final String named : request.onto()) {
            final NodeFacts node = nodes.get(named);
            if (node == null) {
                throw new IllegalArgumentException("node " + named + " is not in the cluster");
            }
            if (node.state() == NodeState.INACTIVE) {
                throw new IllegalArgumentException("node " + named + " is " + node.state().word()
                    + "; take it back with `rankferry spare` on it");
            }
            if (node.health().health().isRaised()) {
                throw new IllegalArgumentException("node " + named + " is not well; " + node.health());
            }
            if (left.contains(named)) {
                throw new IllegalArgumentException("node " + named + " is to be left and to be moved to");
            }
        }
        if (!request.onto().isEmpty()) {
            return request.onto();
        }
        return spares().filter(node -> !node.health().health().isRaised()).map(NodeFacts::node).toList();
    }

    /** What a node last told of itself may be from before the job's ranks came to it. */
    private Stream<NodeFacts> spares() {
        return nodes.values().stream().filter(node -> node.state() == NodeState.SPARE
            && placed.getOrDefault(node.node(), List.of()).isEmpty()
            && !request.exclude().contains(node.node()));
    }

    /** Why ranks of one node can't go on on another, or null. */
    private String misfit(final String from, final String onto) {
        final NodeFacts left = nodes.get(from);
        final NodeFacts taken = nodes.get(onto);
        if (left == null || taken == null) {
            return "told nothing of itself, or " + from + " has not; try again when `rankferry status` shows both";
        }
        if (!left.isa().equals(taken.isa())) {
            return differ("instruction set", left.isa(), taken.isa());
        }
        if (!left.kernel().equals(taken.kernel())) {
            return differ("kernel", left.kernel(), taken.kernel());
        }
        return left.libc().equals(taken.libc()) ? null : differ("C library", left.libc(), taken.libc());
    }

    private static String differ(final String what, final String left, final String taken) {
        return what + " " + taken + " instead of " + left;
    }

    private String noneFits(final String from, final List<String> free) {
        if (free.isEmpty()) {
            final String unwell = spares().filter(node -> node.health().health().isRaised())
                .map(node -> node.node() + " is " + node.health()).collect(Collectors.joining(", "));
            return "there is no spare node left for the ranks of node " + from
                + (request.onto().isEmpty() && !unwell.isEmpty() ? " that is well (" + unwell + ")" : "")
                + "; start an agent on one, or take one back with `rankferry spare`";
        }
        return "no node can take the ranks of node " + from + ": " + free.stream()
            .map(spare -> spare + " has " + misfit(from, spare)).collect(Collectors.joining(", "));
    }
}
