package org.rankferry.compare.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.rankferry.engine.api.TransferException;

/**
 * A program that has run to its end.
 *
 * @param command it was started with.
 * @param code    it exited with; 128 and more after a signal.
 * @param output  what it printed, standard error too, without blanks around it.
 */
public record ProgramRun(List<String> command, int code, String output) {
    private static final long LAST_WORDS_S = 2;

    /**
     * Runs a program; standard input is empty.
     *
     * @param patience after which it is killed.
     * @throws TransferException when it can't be started, or does not end in time.
     */
    public static ProgramRun of(final Duration patience, final List<String> command) {
        final Process process = start(command);
        try {
            process.getOutputStream().close();
            final CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process),
                runnable -> Thread.ofPlatform().daemon().name("rankferry-read").start(runnable));
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TransferException(
                    String.join(" ", command) + " does not end within " + patience.toSeconds() + " s");
            }
            return new ProgramRun(command, process.exitValue(), lastWords(output));
        } catch (final IOException e) {
            throw new TransferException(command.getFirst() + " can't be fed: " + e.getMessage(), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferException("interrupted while " + command.getFirst() + " ran", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * The same for one that must succeed.
     *
     * @return its output.
     * @throws TransferException with what it said last, when it fails.
     */
    public static String mustSucceed(final Duration patience, final List<String> command) {
        final ProgramRun run = of(patience, command);
        if (run.code() != 0) {
            throw new TransferException(run.fault());
        }
        return run.output();
    }

    /** Of one that failed: what it was and what it said last. */
    public String fault() {
        final String last = output.lines().reduce((before, line) -> line).orElse("");
        return String.join(" ", command) + " ended with code " + code + (last.isBlank() ? "" : ": " + last.strip());
    }

    private static Process start(final List<String> command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (final IOException e) {
            throw new TransferException(command.getFirst() + " can't be run: " + e.getMessage(), e);
        }
    }

    private static String read(final Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (final IOException e) {
            return ""; // it was killed
        }
    }

    /** What it has started may hold its output open. */
    private static String lastWords(final CompletableFuture<String> output) throws InterruptedException {
        try {
            return output.get(LAST_WORDS_S, TimeUnit.SECONDS);
        } catch (final TimeoutException | ExecutionException e) {
            return "";
        }
    }
}
