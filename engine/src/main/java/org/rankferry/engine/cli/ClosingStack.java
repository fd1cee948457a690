package org.rankferry.engine.cli;

import java.util.ArrayDeque;
import java.util.function.Supplier;

import org.agrona.CloseHelper;

/**
 * What a command has started, closed in the reverse order when the command ends or the process is told to: SIGINT and
 * SIGTERM run the shutdown hook, which waits for whatever is being opened, so that nothing is left behind half made.
 * For extensions too.
 */
public final class ClosingStack implements AutoCloseable {
    private static volatile boolean stopping;

    private final ArrayDeque<AutoCloseable> opened = new ArrayDeque<>();
    private final Thread hook = new Thread(this::stop, "rankferry-stop");
    private boolean closed;
    private volatile Thread opening;

    /** An empty one, which a signal closes. */
    public ClosingStack() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether a signal is ending this process: what fails now fails because of that. */
    static boolean isStopping() {
        return stopping;
    }

    /** Opens something and keeps it for closing. */
    public synchronized <T extends AutoCloseable> T open(final Supplier<T> opener) {
        if (closed) {
            throw new CommandFailure("stopped", null);
        }
        opening = Thread.currentThread();
        try {
            final T resource = opener.get();
            opened.push(resource);
            return resource;
        } finally {
            opening = null;
        }
    }

    @Override
    public void close() {
        if (!stopping) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (final IllegalStateException e) {
                return; // a signal has just come: the hook closes
            }
            closeAll();
        }
    }

    private void stop() {
        stopping = true;
        final Thread opener = opening;
        if (opener != null) {
            opener.interrupt(); // preparing a large reserve takes longer than whoever sends signals is patient
        }
        closeAll();
        System.err.println(FaultLines.line("stopped by a signal"));
    }

    private synchronized void closeAll() {
        closed = true;
        CloseHelper.closeAll(opened);
        opened.clear();
    }
}
