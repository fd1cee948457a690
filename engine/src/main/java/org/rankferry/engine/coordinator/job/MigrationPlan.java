package org.rankferry.engine.coordinator.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What a migration is to do. When all ranks stay where they are, it is a checkpoint: their images go to files.
 *
 * @param epoch    of the first attempt; each further one takes the next.
 * @param ranks    of the job by node, of the nodes that stall.
 * @param moves    to make; no node is in two of them.
 * @param spares   to take in turn when a target fails.
 * @param deadline of each phase, in nanoseconds.
 * @param directories of a checkpoint, by node.
 */
public record MigrationPlan(
    long epoch, Map<String, List<Integer>> ranks, List<Move> moves, List<String> spares,
    Map<MigrationPhase, Long> deadline, Map<String, String> directories) {

    private static final long DEFAULT_DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);

    /** Checks that it can be done. */
    public MigrationPlan {
        ranks = Map.copyOf(ranks);
        moves = List.copyOf(moves);
        spares = List.copyOf(spares);
        deadline = Map.copyOf(deadline);
        directories = Map.copyOf(directories);
        if (moves.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to move");
        }
        final boolean stay = moves.stream().allMatch(Move::isStay);
        final List<String> named = new ArrayList<>();
        for (final Move move : moves) {
            if (!ranks.containsKey(move.from()) || !ranks.get(move.from()).containsAll(move.ranks())) {
                throw new IllegalArgumentException(
                    "ranks " + move.ranks() + " do not all run on node " + move.from() + "; there are "
                        + ranks.getOrDefault(move.from(), List.of()));
            }
            named.add(move.from());
            if (!stay) {
                named.add(move.onto());
            }
        }
        if (named.stream().distinct().count() != named.size()) {
            throw new IllegalArgumentException("a node is named twice in " + moves);
        }
    }

    /** Without directories: one that moves ranks. */
    public MigrationPlan(
        final long epoch, final Map<String, List<Integer>> ranks, final List<Move> moves, final List<String> spares,
        final Map<MigrationPhase, Long> deadline) {

        this(epoch, ranks, moves, spares, deadline, Map.of());
    }

    /** Whether nobody moves. */
    public boolean isCheckpoint() {
        return moves.getFirst().isStay();
    }

    long deadlineNs(final MigrationPhase phase) {
        return deadline.getOrDefault(phase, DEFAULT_DEADLINE_NS);
    }

    /** Ranks by node once moves are made; nodes without any are left out. */
    public Map<String, List<Integer>> after(final List<Move> made) {
        final Map<String, List<Integer>> result = new TreeMap<>();
        ranks.forEach((node, own) -> result.put(node, new ArrayList<>(own)));
        for (final Move move : made) {
            result.get(move.from()).removeAll(move.ranks());
            result.computeIfAbsent(move.onto(), none -> new ArrayList<>()).addAll(move.ranks());
        }
        result.values().removeIf(List::isEmpty);
        return result;
    }
}
