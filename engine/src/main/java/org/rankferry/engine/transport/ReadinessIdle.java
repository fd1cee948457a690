package org.rankferry.engine.transport;

import java.util.function.LongSupplier;

import org.agrona.concurrent.IdleStrategy;

/**
 * Sleeps on a {@link Readiness} when a duty cycle found no work, until a channel is ready or the agent's next timer is
 * due.
 *
 * <p>It never spins: on a node where the ranks have all cores, a spinning agent takes the core its own peer needs.
 */
public final class ReadinessIdle implements IdleStrategy {
    private final Readiness readiness;
    private final LongSupplier nextTimerNs;

    /**
     * Makes the strategy of one agent.
     *
     * @param readiness   to sleep on.
     * @param nextTimerNs how long the agent may sleep, in nanoseconds from now.
     */
    public ReadinessIdle(final Readiness readiness, final LongSupplier nextTimerNs) {
        this.readiness = readiness;
        this.nextTimerNs = nextTimerNs;
    }

    @Override
    public void idle(final int workCount) {
        if (workCount == 0) {
            idle();
        }
    }

    @Override
    public void idle() {
        readiness.await(nextTimerNs.getAsLong());
    }

    @Override
    public void reset() {
    }

    @Override
    public String alias() {
        return "readiness";
    }
}
