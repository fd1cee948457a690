package org.rankferry.engine.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What an agent sleeps on: the sockets of its links and ranks, and a wake-up for transports that have a completion
 * thread of their own.
 *
 * <p>A registered channel comes with a {@link ReadyHandler} that only notes what became ready; the work is done in the
 * agent's duty cycle. All methods but {@link #wakeup()} belong to the agent's thread.
 */
public final class Readiness implements AutoCloseable {
    private final Selector selector;
    private final Consumer<SelectionKey> dispatch = Readiness::dispatch;
    private final List<Doorbell> doorbells = new ArrayList<>();
    /** Channels the last wait found ready, until the next poll tells of them. */
    private int awaited;

    /** Opens it. */
    public Readiness() {
        try {
            selector = Selector.open();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Notes what a channel is ready for. */
    @FunctionalInterface
    public interface ReadyHandler {
        /**
         * The channel is ready.
         *
         * @param key of the channel, {@link SelectionKey#readyOps()} says for what.
         */
        void onReady(SelectionKey key);
    }

    /** Something that is polled while the agent is awake, and rings when the agent sleeps. */
    @FunctionalInterface
    public interface Doorbell {
        /**
         * The agent is about to sleep. From now on news must end its sleep with {@link #wakeup()}.
         *
         * @return false when there is news already; then the agent does not sleep.
         */
        boolean quiet();
    }

    /** Adds a doorbell, until {@link #remove}. */
    public void add(final Doorbell doorbell) {
        doorbells.add(doorbell);
    }

    /** Removes a doorbell. */
    public void remove(final Doorbell doorbell) {
        doorbells.remove(doorbell);
    }

    /**
     * Watches a channel, which must be in non-blocking mode. Cancelled with the key or by closing the channel.
     *
     * @param channel to watch.
     * @param ops     of {@link SelectionKey}.
     * @param handler that notes what is ready.
     */
    public SelectionKey register(final SelectableChannel channel, final int ops, final ReadyHandler handler) {
        try {
            return channel.register(selector, ops, handler);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Notes what is ready now, without waiting, and gives the descriptors of closed channels back. Right after
     * {@link #await}, what that has noted is news enough: the kernel is not asked again.
     *
     * @return how many channels were ready; 0 once this is closed.
     */
    public int poll() {
        final int ready = awaited > 0 ? awaited : select();
        awaited = 0;
        return ready;
    }

    /** Gives the descriptors of closed channels back now, not with the next poll. */
    public void release() {
        select();
    }

    private int select() {
        try {
            return selector.isOpen() ? selector.selectNow(dispatch) : 0;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits until a channel is ready, {@link #wakeup()} is called, or the time is over.
     *
     * @param timeoutNs at the most, rounded up to whole milliseconds; 0 or less does not wait, {@link Long#MAX_VALUE}
     *                  waits for ever.
     */
    public void await(final long timeoutNs) {
        try {
            awaited = timeoutNs <= 0 || !quiet() ? selector.selectNow(dispatch)
                : selector.select(dispatch, TimeUnit.NANOSECONDS.toMillis(timeoutNs - 1) + 1);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean quiet() {
        boolean quiet = true;
        for (int i = 0; i < doorbells.size(); i++) {
            quiet &= doorbells.get(i).quiet();
        }
        return quiet;
    }

    /** Ends the wait of {@link #await}, or the next one. Any thread. */
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void dispatch(final SelectionKey key) {
        ((ReadyHandler) key.attachment()).onReady(key);
    }
}
