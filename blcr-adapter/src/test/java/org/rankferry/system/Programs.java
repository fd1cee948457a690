package org.rankferry.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.rankferry.engine.api.SecretFile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A place for a system test in /dev/shm, with a run directory of its own, and the programs started there. Everything is
 * ended and removed at the end.
 */
public final class Programs implements AutoCloseable {
    private static final int DEADLINE_S = 180;

    private final Path root;
    private final List<Program> all = new ArrayList<>();

    /** A process, and the files that hold what it printed. */
    public record Program(String name, Process process, Path outFile, Path errFile) {
        /** Waits for its end. */
        public int await() throws InterruptedException {
            assertTrue(process.waitFor(Patience.seconds(DEADLINE_S), TimeUnit.SECONDS),
                () -> name + " has not ended: " + err());
            return process.exitValue();
        }

        /** Waits for it to end well. */
        public void assertOk() throws InterruptedException {
            assertEquals(0, await(), name + ": " + err());
        }

        /** Asserts that it failed with one line and nothing else but progress, and returns the line. */
        public String assertFailed(final int code) throws InterruptedException {
            assertEquals(code, await(), name + ": " + out() + err());
            final List<String> lines = err().lines().filter(line -> line.startsWith("rankferry: ")).toList();
            assertEquals(1, lines.size(), err());
            assertTrue(err().endsWith(lines.getFirst() + "\n"), "the failure is the last line: " + err());
            assertTrue(!err().contains("\tat "), "no stack trace: " + err());
            return lines.getFirst();
        }

        /** What it printed. */
        public String out() {
            return read(outFile);
        }

        /** What it printed to standard error. */
        public String err() {
            return read(errFile);
        }

        /** Waits for a line that begins so, and returns it. */
        public String awaitLine(final String begin) throws InterruptedException {
            Await.that("line '" + begin + "' of " + name,
                () -> out().lines().anyMatch(line -> line.startsWith(begin)) || !process.isAlive());
            return out().lines().filter(line -> line.startsWith(begin)).findFirst()
                .orElseThrow(() -> new AssertionError(name + " ended with " + process.exitValue() + ": " + err()));
        }

        private static String read(final Path file) {
            try {
                return Files.readString(file);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Makes the place. */
    public Programs() throws IOException {
        root = Files.createTempDirectory(Path.of("/dev/shm"), "rankferry-test-");
        Files.createDirectory(
            run(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        SecretFile.create(secret());
    }

    /** The directory. */
    public Path root() {
        return root;
    }

    Path run() {
        return root.resolve("run");
    }

    Path secret() {
        return root.resolve("secret");
    }

    /** Where the memory store's images go when nobody says; none when there were never any. */
    List<Path> sets() throws IOException {
        final Path images = root.resolve("run-images");
        if (!Files.exists(images)) {
            return List.of();
        }
        try (Stream<Path> sets = Files.list(images)) {
            return sets.toList();
        }
    }

    /** Starts {@code rankferry ...} in a JVM of its own. */
    public Program rankferry(final String... args) throws IOException {
        return rankferry(Path.of("/dev/null"), args);
    }

    /** The same with standard input from a file. */
    Program rankferry(final Path input, final String... args) throws IOException {
        final List<String> command = JavaCommand.rankferry(
            List.of("-Xms24m", "-Xmx256m", "-Djava.io.tmpdir=" + root), List.of(args));
        return start(args[0], input, command);
    }

    private Program start(final String name, final Path input, final List<String> command) throws IOException {
        final Path out = root.resolve(name + "-" + all.size() + ".out");
        final Path err = root.resolve(name + "-" + all.size() + ".err");
        final ProcessBuilder builder = new ProcessBuilder(command)
            .redirectInput(input.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("RANKFERRY_RUN_DIR", run().toString());
        final Program program = new Program(name, builder.start(), out, err);
        all.add(program);
        return program;
    }

    /** Nothing is left of agents. */
    public void assertNothingRuns() throws IOException {
        Leftovers.assertNone(run());
        try (Stream<Path> left = Files.list(root)) {
            assertEquals(
                List.of(), left.filter(path -> path.getFileName().toString().startsWith("rankferry-")).toList(),
                "temporary directory");
        }
    }

    @Override
    public void close() {
        for (final Program program : all) {
            program.process().descendants().forEach(ProcessHandle::destroyForcibly);
            program.process().destroyForcibly();
        }
        for (final Program program : all) {
            program.process().onExit().join();
        }
        try {
            Leftovers.remove(root);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
