package org.rankferry.bench.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.rankferry.engine.api.TransferException;

/** A program with its arguments, run to its end within a limit. */
record Command(List<String> words) {
    private static final Duration SHORT = Duration.ofSeconds(10);

    Command(final String... words) {
        this(List.of(words));
    }

    /**
     * Runs it.
     *
     * @throws TransferException with what it said, when it fails or is not done in time; then it is ended.
     */
    void run(final Duration limit) {
        final Process process = start();
        await(process, limit);
        if (process.exitValue() != 0) {
            throw new TransferException(words.getFirst() + " ended with status " + process.exitValue() + ": "
                + said(process));
        }
    }

    /** What it says, whatever its exit code is. */
    String outcome() {
        final Process process = start();
        await(process, SHORT);
        return said(process);
    }

    /** Starts it without input. */
    Process start() {
        try {
            final Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            return process;
        } catch (final IOException e) {
            throw new TransferException(words.getFirst() + " can't be run: " + e.getMessage(), e);
        }
    }

    /** Waits for the end; a process that is late is ended. */
    void await(final Process process, final Duration limit) {
        boolean done = false;
        try {
            done = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferException("interrupted while " + words.getFirst() + " ran", e);
        } finally {
            if (!done) {
                end(process);
            }
        }
        if (!done) {
            throw new TransferException(words.getFirst() + " was not done after " + limit.toSeconds() + " s");
        }
    }

    /** What it has said, in one line. Programs that are run here say little: a pipe holds it. */
    static String said(final Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip().replaceAll("\\s*\\R\\s*", " ");
        } catch (final IOException e) {
            return "what it said can't be read: " + e.getMessage();
        }
    }

    /** Ends a process and its children. */
    static void end(final Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }
}
