package org.rankferry.engine.coordinator.job;

import java.util.List;

/**
 * Ranks that go from one node to another. In a checkpoint, which nobody leaves, both are the same.
 *
 * @param from  where they run.
 * @param onto  where they are to run.
 * @param ranks of the job.
 */
public record Move(String from, String onto, List<Integer> ranks) {
    /** Checks that it is one. */
    public Move {
        ranks = List.copyOf(ranks);
        if (ranks.isEmpty()) {
            throw new IllegalArgumentException("not a move: no ranks from " + from + " onto " + onto);
        }
    }

    /** Whether its ranks stay where they are. */
    public boolean isStay() {
        return from.equals(onto);
    }

    Move onto(final String other) {
        return new Move(from, other, ranks);
    }
}
