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
    private final int connections;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean connectionsRang;
    private volatile boolean completionsRang;

    /**
     * Watches the connection manager.
     *
     * @param readiness   to end the sleep of.
     * @param connections descriptor of its events.
     */
    EventWatch(final Readiness readiness, final int connections) throws IOException {
        this.readiness = readiness;
        this.connections = connections;
        poll = new EventPoll();
        poll.add(connections);
        thread = Thread.ofPlatform().daemon().name("rdma-events").unstarted(this::run);
    }

    /** Watches the completion events of a device as well. */
    void add(final int descriptor) throws IOException {
        poll.add(descriptor);
    }

    void start() {
        thread.start();
    }

    /** Whether the connection manager has had news since the last call; to ask it costs a system call and garbage. */
    boolean connectionsRang() {
        if (!connectionsRang) {
            return false;
        }
        connectionsRang = false;
        return true;
    }

    /** The connection manager has more news than were taken. */
    void connectionsAgain() {
        connectionsRang = true;
    }

    /** Whether a device that was armed has had a completion since the last call. */
    boolean completionsRang() {
        if (!completionsRang) {
            return false;
        }
        completionsRang = false;
        return true;
    }

    private void run() {
        while (!closed) {
            try {
                final int descriptor = poll.await();
                if (descriptor == connections) {
                    connectionsRang = true;
                } else {
                    completionsRang = true;
                }
            } catch (final IOException e) {
                throw new IllegalStateException("can't wait for the devices' events", e);
            }
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
