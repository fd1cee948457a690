package org.rankferry.engine.store;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.rankferry.engine.api.ImageReadException;

/**
 * How much of a stream can be read in order: told by the target agent, waited for by readers.
 *
 * <p>The agent's thread calls {@link #publish} and {@link #end}; with nobody waiting a publish is one volatile
 * write and one volatile read. {@link #abort} may be called from any thread; the first reason stands.
 */
public final class Arrival {
    private final int rank;
    private final String stream;
    private final boolean seekable;
    private final AtomicReference<Waiter> waiters = new AtomicReference<>();
    private final AtomicReference<String> abortedFor = new AtomicReference<>();
    private volatile long available;
    private volatile boolean ended;

    /**
     * Begins with nothing available.
     *
     * @param rank     the stream belongs to.
     * @param stream   by name.
     * @param seekable when bytes may be written again; nothing is available before the end then.
     */
    public Arrival(final int rank, final String stream, final boolean seekable) {
        this.rank = rank;
        this.stream = stream;
        this.seekable = seekable;
    }

    /** The rank the stream belongs to. */
    public int rank() {
        return rank;
    }

    /** Name of the stream. */
    public String stream() {
        return stream;
    }

    /** Bytes from the stream's start that can be read. Any thread. */
    public long available() {
        return available;
    }

    /** Why the stream will never be whole, or is no longer there; null as long as all is well. Any thread. */
    public String abortedFor() {
        return abortedFor.get();
    }

    /**
     * The stream's first bytes are in place and their checksums right. Never goes back.
     *
     * @param contiguous bytes from the stream's start.
     */
    public void publish(final long contiguous) {
        if (!seekable && contiguous > available) {
            advance(contiguous);
        }
    }

    /**
     * The stream is whole.
     *
     * @param length of the stream in bytes.
     */
    public void end(final long length) {
        available = length;
        ended = true;
        wake();
    }

    /**
     * The stream is given up: readers get this reason.
     *
     * @param reason in words that follow "rank 3, stream ctx, offset 4096: ".
     */
    public void abort(final String reason) {
        abortedFor.compareAndSet(null, reason);
        wake();
    }

    /**
     * Waits for bytes past a position.
     *
     * @return how far the stream can be read, beyond position; -1 when it ends at or before position.
     */
    long await(final long position, final long deadlineNs, final Waiter waiter) {
        boolean listed = false;
        while (true) {
            final String reason = abortedFor.get();
            if (reason != null) {
                throw failure(position, reason, false, null);
            }
            // ended is read first: once it is seen, available is the whole length.
            final boolean whole = ended;
            final long reached = available;
            if (reached > position) {
                return reached;
            }
            if (whole) {
                return -1;
            }
            final long remainingNs = deadlineNs - System.nanoTime();
            if (remainingNs <= 0) {
                throw failure(position, "no byte came before the deadline", true, null);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw failure(position, "the reading thread was interrupted", false, null);
            }
            if (listed) {
                LockSupport.parkNanos(this, remainingNs);
                listed = false;
            } else {
                // The state is looked at once more after this, so a publish in between is not missed.
                list(waiter);
                listed = true;
            }
        }
    }

    ImageReadException failure(
        final long position, final String reason, final boolean deadlinePassed, final Throwable cause) {
        return new ImageReadException(
            "rank " + rank + ", stream " + stream + ", offset " + position + ": " + reason, deadlinePassed, cause);
    }

    private void advance(final long contiguous) {
        // The volatile write is ordered before the look at the list, as the waiter's listing is before its look at
        // available: one of the two sees the other.
        available = contiguous;
        if (waiters.get() != null) {
            wake();
        }
    }

    private void list(final Waiter waiter) {
        waiter.thread = Thread.currentThread();
        // A waiter that timed out before is still listed; listing it twice would make the list a circle.
        if (!waiter.listed) {
            waiter.listed = true;
            Waiter head;
            do {
                head = waiters.get();
                waiter.next = head;
            } while (!waiters.compareAndSet(head, waiter));
        }
    }

    private void wake() {
        Waiter waiter = waiters.getAndSet(null);
        while (waiter != null) {
            final Waiter next = waiter.next;
            // From here on its thread may list it again, so next was read before.
            waiter.listed = false;
            LockSupport.unpark(waiter.thread);
            waiter = next;
        }
    }

    /** A reader's place in the list of those who wait; one per reader, used again and again. */
    static final class Waiter {
        private volatile Thread thread;
        private volatile boolean listed;
        private Waiter next;
    }
}
