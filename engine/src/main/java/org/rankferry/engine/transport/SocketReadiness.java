package org.rankferry.engine.transport;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** What a socket is ready for, as noted by the selector, and what it is watched for. Used by one thread. */
final class SocketReadiness implements Readiness.ReadyHandler {
    private final SelectionKey key;
    private boolean connectable;
    private boolean readable = true;
    private boolean writable = true;

    /**
     * Watches a socket for the end of its connect, or for bytes.
     *
     * @param socket    non-blocking.
     * @param connected whether it is connected already.
     * @param readiness the agent sleeps on.
     */
    SocketReadiness(final SocketChannel socket, final boolean connected, final Readiness readiness) {
        key = readiness.register(socket, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
    }

    @Override
    public void onReady(final SelectionKey ready) {
        final int ops = ready.readyOps();
        readable |= (ops & SelectionKey.OP_READ) != 0;
        writable |= (ops & SelectionKey.OP_WRITE) != 0;
        if ((ops & SelectionKey.OP_CONNECT) != 0) {
            connectable = true;
            // Until the agent has finished the connect, the selector would report it again and again.
            ready.interestOps(0);
        }
    }

    boolean isConnectable() {
        return connectable;
    }

    boolean isReadable() {
        return readable;
    }

    void readable(final boolean value) {
        readable = value;
    }

    boolean isWritable() {
        return writable;
    }

    /** The socket took less than it was given: watch for room. */
    void writeBlocked() {
        writable = false;
        interest(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    /** Nothing more to write: watch for bytes only. */
    void writeIdle() {
        interest(SelectionKey.OP_READ);
    }

    private void interest(final int ops) {
        if (key.isValid() && key.interestOps() != ops) {
            key.interestOps(ops);
        }
    }
}
