package org.rankferry.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.rankferry.engine.nativeio.FuseDevice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The mounts of a test: both ends of them, and that none is left. Registered after its {@link Node}. */
final class Mounts implements AfterEachCallback {
    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    private static final String DOOR_BEGIN = "readers of arriving images attach at ";

    private final Node node;
    private final List<Path> points = new ArrayList<>();

    Mounts(final Node node) {
        this.node = node;
    }

    /** Skips the test where no file system can be mounted. */
    static void needed() {
        Needs.that(Files.exists(Path.of("/dev/fuse")), "a mount takes /dev/fuse");
        Needs.that(FuseDevice.hasLibrary() && Files.isExecutable(Path.of("/usr/bin/fusermount3")),
            "a mount takes libfuse3.so.3 and fusermount3; bin/setup installs them");
    }

    /** A new directory to mount at. */
    Path point(final String name) throws IOException {
        needed();
        final Path point = Files.createDirectories(node.root().resolve(name));
        points.add(point);
        return point;
    }

    /** {@code rankferry mount}; comes back when programs can write there. */
    ChildProcess write(final ChildProcess target, final Path point, final String... options) throws Exception {
        final ChildProcess mount = start(Node.address(target), point, options);
        mount.awaitErr("rank ");
        return mount;
    }

    /** The same without a wait. */
    ChildProcess start(final String address, final Path point, final String... options) throws IOException {
        final List<String> words = Node.words("mount", options, node.usualOfSource(address));
        words.add(point.toString());
        return node.rankferry(words);
    }

    /** {@code rankferry mount-image} at the door that a target has told; comes back when it can be read. */
    ChildProcess read(final ChildProcess target, final Path point, final String... options) throws Exception {
        return readFrom(Path.of(target.awaitOut(DOOR_BEGIN).substring(DOOR_BEGIN.length())), point, options);
    }

    /** The same from elsewhere. */
    ChildProcess readFrom(final Path from, final Path point, final String... options) throws Exception {
        final ChildProcess mount = node.rankferry(
            Node.words(new String[] {"mount-image"}, Node.words(options, from.toString(), point.toString())));
        mount.awaitOut("image of rank ");
        return mount;
    }

    /** As an operator does it. */
    static void unmount(final Path point) throws Exception {
        final Process process = new ProcessBuilder("fusermount3", "-u", point.toString()).inheritIO().start();
        assertEquals(0, process.waitFor(), () -> "fusermount3 -u " + point);
    }

    /** Runs a program that must succeed. */
    static void run(final String... command) throws Exception {
        final Process process = new ProcessBuilder(command).inheritIO().start();
        assertTrue(process.waitFor(ChildProcess.patienceSeconds(), TimeUnit.SECONDS), String.join(" ", command));
        assertEquals(0, process.exitValue(), String.join(" ", command));
    }

    /** Whether anything is mounted there. */
    static boolean isMounted(final Path point) throws IOException {
        return Files.readAllLines(TABLE).stream().anyMatch(line -> line.contains(" " + point + " "));
    }

    @Override
    public void afterEach(final ExtensionContext context) throws Exception {
        for (final Path point : points) {
            final boolean left = isMounted(point);
            if (left) {
                new ProcessBuilder("fusermount3", "-u", "-z", point.toString()).start().waitFor();
            }
            if (context.getExecutionException().isEmpty()) {
                assertFalse(left, () -> "left mounted: " + point);
            }
        }
    }
}
