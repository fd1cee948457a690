package org.rankferry.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

/**
 * A process that a test has started, and what it has to say. All waits end after {@value #PATIENCE_S} seconds, or the
 * multiple of them that {@link Patience} says.
 */
final class ChildProcess {
    /** Exit code of a JVM or a C program that was ended by SIGTERM. */
    static final int TERMINATED = 128 + 15;
    /** Exit code after SIGKILL. */
    static final int KILLED = 128 + 9;
    private static final int PATIENCE_S = 30;

    private static final String FAULT = "rankferry: ";

    private final String name;
    private final Process process;
    private final OutputLines out;
    private final OutputLines err;

    private ChildProcess(final String name, final Process process) {
        this.name = name;
        this.process = process;
        this.out = new OutputLines(process.getInputStream(), name);
        this.err = new OutputLines(process.getErrorStream(), name);
    }

    static ChildProcess start(
        final String name, final List<String> command, final Map<String, String> environment, final Path input)
        throws IOException {

        final ProcessBuilder builder = new ProcessBuilder(command).redirectInput(input.toFile());
        builder.environment().putAll(environment);
        return of(name, builder.start());
    }

    /** One that has been started. */
    static ChildProcess of(final String name, final Process process) {
        return new ChildProcess(name, process);
    }

    /** How long tests wait for anything. */
    static int patienceSeconds() {
        return Patience.seconds(PATIENCE_S);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Lines on standard output so far. */
    List<String> out() {
        return out.soFar();
    }

    /** Lines on standard error so far. */
    List<String> err() {
        return err.soFar();
    }

    /** Waits for a line on standard output. */
    String awaitOut(final String beginning) throws InterruptedException {
        return await(out, beginning);
    }

    /** Waits for a line on standard error. */
    String awaitErr(final String beginning) throws InterruptedException {
        return await(err, beginning);
    }

    /** A line on standard output by its number from 0; null when it ends before, or that many seconds are over. */
    String awaitOut(final int number, final int seconds) throws InterruptedException {
        return out.await(number, TimeUnit.SECONDS.toMillis(seconds));
    }

    /** Waits for the end. Returns the exit code. */
    int awaitEnd() throws InterruptedException {
        return awaitEnd(patienceSeconds());
    }

    /** The same with another patience. */
    int awaitEnd(final int seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            fail("does not end: " + this);
        }
        err.all();
        out.all();
        return process.exitValue();
    }

    /** Waits for the end with this exit code. */
    void awaitExit(final int expectedCode) throws InterruptedException {
        final int code = awaitEnd();
        assertEquals(expectedCode, code, () -> "exit code of " + this);
    }

    /**
     * Waits for the end with one line on standard error that tells the fault, and nothing that looks like a stack
     * trace.
     *
     * @param texts that the line has.
     * @return the line.
     */
    String awaitFault(final int expectedCode, final String... texts) throws InterruptedException {
        awaitExit(expectedCode);
        final List<String> faults = err.all().stream().filter(line -> line.startsWith(FAULT)).toList();
        assertEquals(1, faults.size(), () -> "lines that tell the fault of " + this);
        assertTrue(err.all().stream().noneMatch(ChildProcess::isOfStackTrace), () -> "a stack trace of " + this);
        for (final String text : texts) {
            assertTrue(faults.getFirst().contains(text), () -> "'" + text + "' is missing at " + this);
        }
        return faults.getFirst();
    }

    /** A rank's end with one line on standard error. */
    String awaitRankFault(final String... texts) throws InterruptedException {
        awaitExit(1);
        final List<String> lines = err.all();
        assertEquals(1, lines.size(), () -> "lines of " + this);
        for (final String text : texts) {
            assertTrue(lines.getFirst().contains(text), () -> "'" + text + "' is missing at " + this);
        }
        return lines.getFirst();
    }

    /** SIGKILL. Waits for the end. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        awaitExit(KILLED);
    }

    /** SIGTERM. */
    void terminate() {
        if (process instanceof WarmProcess) {
            process.destroy();
        } else {
            process.toHandle().destroy(); // Process.destroy would close the pipes too
        }
    }

    /** SIGSTOP: the process does nothing until {@link #goOn}. Waits until that is so. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
        Await.that("paused: " + this, () -> {
            final String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        });
    }

    /** SIGCONT. */
    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** Ends it however that may be; for cleaning up. */
    void destroy() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(patienceSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public String toString() {
        return name + " (pid " + pid() + ", " + (isAlive() ? "runs" : "ended with " + process.exitValue())
            + ")\n  standard output:\n" + indented(out) + "  standard error:\n" + indented(err);
    }

    private String await(final OutputLines lines, final String beginning) throws InterruptedException {
        final Predicate<String> wanted = line -> line.startsWith(beginning);
        final String line = lines.await(wanted, TimeUnit.SECONDS.toMillis(patienceSeconds()));
        assertTrue(line != null, () -> "no line '" + beginning + "...' from " + this);
        return line;
    }

    /** Any other signal. */
    void signal(final String signal) throws IOException, InterruptedException {
        final Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
        assertEquals(0, kill.waitFor(), () -> "kill -" + signal + " " + this);
    }

    private static boolean isOfStackTrace(final String line) {
        return line.startsWith("\tat ") || line.startsWith("Caused by: ") || line.startsWith("Exception in ");
    }

    private static String indented(final OutputLines lines) {
        final StringBuilder text = new StringBuilder();
        for (final String line : lines.soFar()) {
            text.append("    ").append(line).append('\n');
        }
        return text.toString();
    }
}
