package org.rankferry.engine.health;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that was run, and what it had to say. It never takes longer than its deadline, whatever the program and its
 * children do: its output is taken as it comes, without waiting for more, and at the deadline all of them are killed.
 *
 * @param code exit code.
 * @param out  standard output, the first {@value #LONGEST} bytes.
 * @param err  standard error, likewise.
 */
record ChildRun(int code, String out, String err) {
    private static final int LONGEST = 1 << 20;
    private static final long LOOK_MS = 10;

    /**
     * Runs a program to its end.
     *
     * @param command     words.
     * @param environment added to this process's own.
     * @param deadline    for all of it.
     * @throws IOException          when it can't be started, or has not ended in time; it is gone then.
     * @throws InterruptedException likewise gone.
     */
    static ChildRun of(final List<String> command, final Map<String, String> environment, final Duration deadline)
        throws IOException, InterruptedException {

        final ProcessBuilder builder =
            new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile());
        builder.environment().putAll(environment);
        final long endNs = System.nanoTime() + deadline.toNanos();
        final Process process = builder.start();
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            do {
                if (System.nanoTime() - endNs >= 0) {
                    throw new IOException(
                        "no end within " + deadline.toMillis() / 1000.0 + " s; it was killed");
                }
                take(process.getInputStream(), out);
                take(process.getErrorStream(), err);
            } while (!process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS));
            take(process.getInputStream(), out);
            take(process.getErrorStream(), err);
        } finally {
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
        return new ChildRun(process.exitValue(), text(out), text(err));
    }

    /** The first line of its output. */
    String firstLine() {
        return firstLine(out);
    }

    /** How it ended, with the first line of what it complained about. */
    String fault() {
        final String complaint = firstLine(err);
        return "exit code " + code + (complaint.isEmpty() ? "" : ": " + complaint);
    }

    private static String firstLine(final String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
    }

    private static void take(final InputStream from, final ByteArrayOutputStream into) throws IOException {
        for (int there = from.available(); there > 0; there = from.available()) {
            final byte[] bytes = from.readNBytes(there);
            into.write(bytes, 0, Math.min(bytes.length, LONGEST - into.size()));
        }
    }

    private static String text(final ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
