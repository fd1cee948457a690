package org.rankferry.compare.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.rankferry.engine.api.TransferException;

/**
 * Long-lived programs of others that run in the foreground as children of this process. The kernel kills them when this
 * process dies in whatever way: the signal for that is bound to the thread that starts a process, so one thread starts
 * all of them, and lives as long as this.
 *
 * <p>Any thread may call.
 */
final class ChildProcesses implements AutoCloseable {
    private static final Tool SETPRIV = new Tool("setpriv", "util-linux");
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    private final Path logs;
    private final Consumer<Process> started;
    private final ExecutorService starter =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("rankferry-children").factory());
    private final List<Process> all = new ArrayList<>();

    /**
     * None yet.
     *
     * @param logs    a directory for what they print.
     * @param started is told of each.
     */
    ChildProcesses(final Path logs, final Consumer<Process> started) {
        this.logs = logs;
        this.started = started;
    }

    /** Starts one; its standard input is empty. */
    synchronized Process start(final String name, final List<String> command) {
        final List<String> bound = new ArrayList<>(List.of(SETPRIV.path(), "--pdeathsig", "KILL", "--"));
        bound.addAll(command);
        final Process process = onStarter(name, () -> new ProcessBuilder(bound)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log(name).toFile())
            .start());
        all.add(process);
        started.accept(process);
        return process;
    }

    /** What one has said last; empty when it said nothing. */
    String lastWords(final String name) {
        try (Stream<String> lines = Files.lines(log(name), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> !line.isBlank()).reduce((before, line) -> line).orElse("").strip();
        } catch (final IOException | UncheckedIOException e) {
            return "";
        }
    }

    /** Ends one: SIGTERM, and SIGKILL when it takes too long. */
    static void stop(final Process process, final Duration grace) {
        process.destroy();
        if (!ended(process, grace)) {
            process.destroyForcibly();
            if (!ended(process, AFTER_KILL)) {
                throw new TransferException("process " + process.pid() + " does not end though it was killed");
            }
        }
    }

    /** Kills all that run; the last started first. */
    @Override
    public synchronized void close() {
        all.forEach(Process::destroyForcibly);
        all.reversed().forEach(process -> stop(process, AFTER_KILL));
        starter.shutdown();
    }

    private Path log(final String name) {
        return logs.resolve(name + ".log");
    }

    private Process onStarter(final String name, final Callable<Process> work) {
        try {
            return starter.submit(work).get();
        } catch (final ExecutionException e) {
            throw new TransferException(name + " can't be started: " + e.getCause().getMessage(), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferException("interrupted while " + name + " was started", e);
        }
    }

    private static boolean ended(final Process process, final Duration patience) {
        boolean interrupted = false;
        try {
            final long untilNs = System.nanoTime() + patience.toNanos();
            while (true) {
                try {
                    return process.waitFor(untilNs - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (final InterruptedException e) {
                    interrupted = true; // what was started is stopped all the same
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
