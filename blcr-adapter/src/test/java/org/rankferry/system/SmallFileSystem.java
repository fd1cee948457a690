package org.rankferry.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A tmpfs that is mounted for one test. */
final class SmallFileSystem implements AutoCloseable {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private final Path path;
    private boolean mounted = true;

    private SmallFileSystem(final Path path) {
        this.path = path;
    }

    /** Mounts a tmpfs on a new directory, with options like {@code size=4m} or {@code ro}. */
    static SmallFileSystem mount(final Path where, final String options) throws IOException {
        Needs.root("mounting a tmpfs");
        Files.createDirectories(where);
        final String refusal = run("mount", "-t", "tmpfs", "-o", options, "rankferry-test", where.toString());
        Needs.that(refusal.isEmpty(), "mount -t tmpfs is refused: " + refusal);
        return new SmallFileSystem(where);
    }

    Path path() {
        return path;
    }

    /** Takes it away from whoever still has mapped what is gone: counters, which wait for a garbage collection. */
    void detach() throws IOException {
        if (mounted) {
            mounted = false;
            assertEquals("", run("umount", "--lazy", path.toString()));
        }
    }

    /** Waits for whoever still closes files there. */
    @Override
    public void close() throws IOException {
        if (!mounted) {
            return;
        }
        mounted = false;
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        String refusal = run("umount", path.toString());
        while (!refusal.isEmpty() && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(RETRY_NS);
            refusal = run("umount", path.toString());
        }
        assertEquals("", refusal);
    }

    private static String run(final String... command) throws IOException {
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.onExit().join().exitValue() == 0 ? "" : "failed: " + output;
    }
}
