package org.rankferry.engine.agent;

import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;
import org.rankferry.engine.transport.Readiness;

/** Commands of other threads to an agent, run on the agent's thread in its duty cycle. */
public final class Mailbox {
    private static final long CLOSING_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ManyToOneConcurrentLinkedQueue<Runnable> commands = new ManyToOneConcurrentLinkedQueue<>();
    private final Readiness readiness;
    private volatile boolean closing;

    /**
     * Makes the mailbox of one agent.
     *
     * @param readiness the agent sleeps on.
     */
    public Mailbox(final Readiness readiness) {
        this.readiness = readiness;
    }

    /**
     * Has a command run on the agent's thread, and wakes it. Any thread.
     *
     * @param command that must not block.
     */
    public void send(final Runnable command) {
        commands.add(command);
        readiness.wakeup();
    }

    /**
     * Runs what has come. Agent's thread.
     *
     * @return how many commands were run.
     */
    public int drain() {
        int work = 0;
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
            work++;
        }
        return work;
    }

    /** The agent is about to be closed: from now on it sleeps only briefly, to notice. Any thread. */
    public void closing() {
        closing = true;
        readiness.wakeup();
    }

    /**
     * How long the agent may sleep. Agent's thread.
     *
     * @param otherwiseNs when nothing is in the mailbox and the agent is not being closed.
     * @return nanoseconds.
     */
    public long sleepNs(final long otherwiseNs) {
        if (!commands.isEmpty()) {
            return 0;
        }
        return closing ? Math.min(CLOSING_NS, otherwiseNs) : otherwiseNs;
    }
}
