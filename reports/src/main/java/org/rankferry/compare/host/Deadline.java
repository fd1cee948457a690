package org.rankferry.compare.host;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import org.rankferry.engine.api.TransferException;

/** Waits that end. */
public final class Deadline {
    private static final long LOOK_MS = 5;

    private Deadline() {
    }

    /**
     * Looks often until something is so.
     *
     * @return false when the time is over.
     */
    public static boolean await(final Duration patience, final BooleanSupplier condition) {
        final long untilNs = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - untilNs > 0) {
                return false;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TransferException("interrupted", e);
            }
        }
        return true;
    }

    /**
     * Has a thread of its own do what the kernel may never answer, such as a question to a mount whose servers are
     * gone. What does not come back in time is left waiting.
     *
     * @param what it is, as the subject of a sentence.
     * @throws TransferException when the time is over.
     * @throws Exception         what the work throws.
     */
    public static <T> T call(final String what, final Duration patience, final Callable<T> work) throws Exception {
        final FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().name("rankferry-ask").start(task);
        try {
            return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (final TimeoutException e) {
            throw new TransferException(what + " does not answer within " + patience.toSeconds()
                + " s; its servers may be gone", e);
        } catch (final ExecutionException e) {
            if (e.getCause() instanceof final Exception cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferException("interrupted", e);
        }
    }
}
