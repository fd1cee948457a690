package org.rankferry.bench.scene;

/**
 * CPU seconds that image sets have cost everybody, and what both agents did meanwhile.
 *
 * @param source      of the source agent's thread.
 * @param target      of the target agent's thread.
 * @param ranks       of all ranks.
 * @param other       of all other threads in the agents' processes: compilers, garbage collector, watchers of devices.
 * @param sourceTurns of the source agent.
 * @param targetTurns of the target agent.
 */
public record SetCost(
    ThreadCpu source, ThreadCpu target, double ranks, double other, AgentTurns sourceTurns, AgentTurns targetTurns) {
    /** Nothing. */
    public static final SetCost NONE =
        new SetCost(ThreadCpu.NONE, ThreadCpu.NONE, 0, 0, AgentTurns.NONE, AgentTurns.NONE);

    /** Of everybody. */
    public double total() {
        return source.total() + target.total() + ranks + other;
    }

    /** The sum of both. */
    public SetCost plus(final SetCost more) {
        return new SetCost(
            source.plus(more.source), target.plus(more.target), ranks + more.ranks, other + more.other,
            sourceTurns.plus(more.sourceTurns), targetTurns.plus(more.targetTurns));
    }

    /** For so much of something. */
    public SetCost per(final double amount) {
        return new SetCost(
            source.per(amount), target.per(amount), ranks / amount, other / amount, sourceTurns.per(amount),
            targetTurns.per(amount));
    }
}
