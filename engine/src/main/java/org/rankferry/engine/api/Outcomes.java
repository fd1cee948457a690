package org.rankferry.engine.api;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Hands the outcome of each set from an agent's thread to whoever waits for it. Each is taken once, in order.
 */
public final class Outcomes {
    /** One set's outcome: a result, or what it failed with; or the end of all outcomes. */
    private record Outcome(TransferResult result, String fault, boolean last) {
    }

    private final LinkedBlockingQueue<Outcome> queue = new LinkedBlockingQueue<>();

    /** A set is committed. Agent's thread. */
    public void committed(final TransferResult result) {
        queue.add(new Outcome(result, null, false));
    }

    /** A set was given up. Agent's thread. */
    public void failed(final String fault) {
        queue.add(new Outcome(null, fault, false));
    }

    /** No outcome will come any more: whoever waits hears why, after those that are still to be taken. Any thread. */
    public void closed(final String why) {
        queue.add(new Outcome(null, why, true));
    }

    /**
     * Waits for the next outcome. Any thread.
     *
     * @param timeout at the most.
     * @param what    is waited for, for the message.
     * @throws TransferException with the fault of a set that was given up, with why there are no more, or when the time
     *         is over.
     */
    public TransferResult await(final Duration timeout, final String what) {
        try {
            final Outcome outcome = queue.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (outcome == null) {
                throw new TransferException(what + " has not come within " + timeout.toMillis() / 1000.0 + " s");
            }
            if (outcome.last()) {
                queue.add(outcome); // for the next who waits
            }
            if (outcome.fault() != null) {
                throw new TransferException(outcome.fault());
            }
            return outcome.result();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferException("interrupted while waiting for " + what, e);
        }
    }
}
