package org.rankferry.checkpointer.dmtcp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A coordinator of DMTCP, asked with {@code dmtcp_command}.
 *
 * @param program {@code dmtcp_command}.
 * @param host    of the coordinator.
 * @param port    of the coordinator.
 */
record Coordinator(Path program, String host, String port) {
    /** Lines of {@code --list}. */
    List<String> list(final Duration patience) throws IOException {
        return ask("--list", patience);
    }

    /** Asks for a checkpoint of all its processes, and does not wait for it. */
    void checkpoint(final Duration patience) throws IOException {
        ask("--checkpoint", patience);
    }

    private List<String> ask(final String command, final Duration patience) throws IOException {
        final Path output = Files.createTempFile("rankferry-dmtcp-", ".out");
        try {
            final List<String> words = List.of(
                program.toString(), "--coord-host", host, "--coord-port", port, command);
            final Process process = new ProcessBuilder(words).redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile()).redirectOutput(output.toFile()).start();
            try {
                if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new IOException(this + " did not answer " + command + " within "
                        + patience.toMillis() / 1000.0 + " s");
                }
            } finally {
                process.destroyForcibly();
            }
            final List<String> lines = new ArrayList<>(
                new String(Files.readAllBytes(output), StandardCharsets.UTF_8).lines().toList());
            lines.removeIf(String::isBlank);
            if (process.exitValue() != 0) {
                throw new IOException(this + " refused " + command + ", "
                    + (lines.isEmpty() ? "exit code " + process.exitValue() : lines.getLast().strip()));
            }
            return lines;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + this + " was asked", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    @Override
    public String toString() {
        return "DMTCP coordinator " + host + ":" + port;
    }
}
