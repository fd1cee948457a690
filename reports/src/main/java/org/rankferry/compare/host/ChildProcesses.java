package org.rankferry.compare.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.demo.TiedProcesses;

/**
 * Long-lived programs of others that run in the foreground as children of this process. The kernel kills them when this
 * process dies in whatever way.
 *
 * <p>Any thread may call.
 */
final class ChildProcesses implements AutoCloseable {
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    private final Path logs;
    private final Consumer<Process> started;
    private final TiedProcesses processes = new TiedProcesses("KILL");
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
        final Process process;
        try {
            process = processes.start(new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile()));
        } catch (final IOException e) {
            throw new TransferException(name + " can't be started: " + e.getMessage(), e);
        }
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
        processes.close();
    }

    private Path log(final String name) {
        return logs.resolve(name + ".log");
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
