package org.rankferry.engine.transport.rdma.fabric;

import java.io.IOException;

import org.rankferry.engine.nativeio.EventPoll;
import org.rankferry.engine.transport.Readiness;

/**
 * Sleeps on the descriptors of the connection manager and the devices, and wakes the agent: its selector can't watch
 * them. Does nothing else, so all of DiSNI stays on the agent's thread.
 */
final class EventWatch implements AutoCloseable {
    private static final int JOIN_MS = 5000;

    private final EventPoll poll;
    private final Readiness readiness;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean rang;

    EventWatch(final Readiness readiness) throws IOException {
        this.readiness = readiness;
        poll = new EventPoll();
        thread = Thread.ofPlatform().daemon().name("rdma-events").unstarted(this::run);
    }

    /** Watches a descriptor as well. */
    void add(final int descriptor) throws IOException {
        poll.add(descriptor);
    }

    void start() {
        thread.start();
    }

    /** Whether anything has come since the last call. */
    boolean rang() {
        if (!rang) {
            return false;
        }
        rang = false;
        return true;
    }

    private void run() {
        while (!closed) {
            try {
                poll.await();
            } catch (final IOException e) {
                throw new IllegalStateException("can't wait for the devices' events", e);
            }
            rang = true;
            readiness.wakeup();
        }
    }

    @Override
    public void close() {
        closed = true;
        poll.wake();
        try {
            thread.join(JOIN_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            poll.close();
        }
    }
}
