package org.rankferry.bench;

/**
 * What both agents spent so far, or on something.
 *
 * @param cpu    of their threads, and of the one that wakes them.
 * @param source turns of the source agent.
 * @param target turns of the target agent.
 */
record AgentLoad(ThreadCpu cpu, AgentTurns source, AgentTurns target) {
    /** Nothing. */
    static final AgentLoad NONE = new AgentLoad(ThreadCpu.NONE, AgentTurns.NONE, AgentTurns.NONE);

    AgentLoad plus(final AgentLoad other) {
        return new AgentLoad(cpu.plus(other.cpu), source.plus(other.source), target.plus(other.target));
    }

    AgentLoad since(final AgentLoad before) {
        return new AgentLoad(cpu.since(before.cpu), source.since(before.source), target.since(before.target));
    }

    AgentLoad per(final double amount) {
        return new AgentLoad(cpu.per(amount), source.per(amount), target.per(amount));
    }
}
