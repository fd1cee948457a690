package org.rankferry.checkpointer.dmtcp;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request to a coordinator for the checkpoint of all its ranks: it is made when the last of them is ready, as DMTCP
 * stops them all. Any thread.
 */
final class CheckpointRound {
    private final Coordinator coordinator;
    private int ranks;
    private CyclicBarrier ready;
    private volatile IOException fault;

    CheckpointRound(final Coordinator coordinator) {
        this.coordinator = coordinator;
    }

    /** One more rank takes part. Before the first of them is ready. */
    synchronized void join() {
        ranks++;
    }

    /**
     * A rank is ready. Returns when the coordinator has been asked.
     *
     * @param patience the longest to wait for the others.
     * @throws IOException when it could not be asked, or another rank did not get ready.
     */
    void await(final Duration patience) throws IOException {
        try {
            barrier(patience).await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (final TimeoutException | BrokenBarrierException e) {
            throw new IOException("other ranks of the " + coordinator + " did not get ready for their checkpoint", e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted in a wait for other ranks of the " + coordinator, e);
        }
        if (fault != null) {
            throw new IOException(fault.getMessage(), fault);
        }
    }

    private synchronized CyclicBarrier barrier(final Duration patience) {
        if (ready == null) {
            ready = new CyclicBarrier(ranks, () -> ask(patience));
        }
        return ready;
    }

    private void ask(final Duration patience) {
        fault = null;
        try {
            coordinator.checkpoint(patience);
        } catch (final IOException e) {
            fault = e;
        }
    }
}
