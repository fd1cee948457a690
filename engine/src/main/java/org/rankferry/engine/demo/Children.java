package org.rankferry.engine.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.rankferry.engine.api.TransferException;

/**
 * Processes that are watched, of a demo or a comparison. Closing ends those that run, by pid: with SIGTERM first, so
 * that they clean up. They get it as well when this process dies without closing.
 */
public final class Children implements AutoCloseable {
    private static final long GRACE_MS = 6000;

    private final Path work;
    private final Map<String, String> environment;
    private final TiedProcesses processes = new TiedProcesses("TERM");
    private final List<Child> all = new ArrayList<>();
    private boolean closed;

    Children(final Path work) {
        this(work, Map.of());
    }

    /**
     * None yet.
     *
     * @param work        directory for what they print.
     * @param environment beside this process's own.
     */
    public Children(final Path work, final Map<String, String> environment) {
        this.work = work;
        this.environment = environment;
    }

    /**
     * Starts one.
     *
     * @param name    of its files.
     * @param command with all its words.
     * @throws TransferException when it can't be started, or all were ended.
     */
    public synchronized Child start(final String name, final List<String> command) {
        if (closed) {
            throw new TransferException("stopped");
        }
        final Child child = Child.start(name, command, work, environment, processes);
        all.add(child);
        return child;
    }

    /** The first that failed, in the order of starting, or null. */
    synchronized Child failed() {
        return all.stream().filter(Child::failed).findFirst().orElse(null);
    }

    synchronized boolean anyAlive() {
        return all.stream().anyMatch(child -> child.process().isAlive());
    }

    @Override
    public synchronized void close() {
        closed = true;
        all.forEach(child -> child.process().destroy());
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GRACE_MS);
        boolean interrupted = false;
        for (final Child child : all) {
            try {
                if (!child.process().waitFor(Math.max(1, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    child.process().destroyForcibly().waitFor(GRACE_MS, TimeUnit.MILLISECONDS);
                }
            } catch (final InterruptedException e) {
                child.process().destroyForcibly();
                interrupted = true;
            }
        }
        processes.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
