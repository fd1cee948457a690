package org.rankferry.engine.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.Rankferry;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.Target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Agents come and go in one process, and leave nothing behind: neither at the device nor in the process. */
@Tag("rdma")
class RdmaLeftoversTest {
    /** All of them when every case of sweeps is wanted. */
    private static final int CYCLES = Boolean.getBoolean("rankferry.test.sweep") ? 100 : 50;
    /** The first ones load classes and libraries, and librdmacm keeps the devices open from then on. */
    private static final int WARMUP = 3;
    private static final long BYTES = 1 << 20;
    /** Each cycle maps 2 MiB and more: if one kind of mapping stayed, it would be 100 MiB at the least. */
    private static final long MOST_GROWTH = 48 << 20;
    private static final long SETTLE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_MS = 50;

    @TempDir
    Path root;

    @Test
    void cycleAfterCycleLeavesNothing() throws Exception {
        final Holdings during = cycle(0);
        for (int i = 1; i < WARMUP; i++) {
            cycle(i);
        }
        final Holdings before = Holdings.read();
        assertNotEquals(during.resources(), before.resources(), "objects at the device must show");
        assertNotEquals(during.descriptors(), before.descriptors(), "open descriptors must show");
        assertNotEquals(during.mappings(), before.mappings(), "mappings must show");
        for (int i = 0; i < CYCLES; i++) {
            cycle(WARMUP + i);
        }
        final Holdings after = settled(before);
        assertEquals(before.resources(), after.resources(), "objects at the device");
        assertEquals(before.descriptors(), after.descriptors(), "open descriptors");
        assertEquals(before.mappings(), after.mappings(), "mapped files and device memory");
        assertTrue(after.residentBytes() - before.residentBytes() < MOST_GROWTH,
            () -> "resident set grew from " + before.residentBytes() + " to " + after.residentBytes());
    }

    /** Moves a set, and gives what is held while both agents are there. */
    private Holdings cycle(final int number) throws Exception {
        final Path place = Files.createDirectory(root.resolve("cycle-" + number));
        try (Transfer transfer = new Transfer(place);
            Target target = Rankferry.target(
                transfer.target("rdma", "memory").reserveFiles(1).reserveBytes(BYTES).build());
            Source source = Rankferry.source(transfer.source("rdma", 1, target.address()).build())) {

            transfer.startRanks(source.door(), 1, BYTES);
            source.awaitCommitted(Transfer.DEADLINE);
            Transfer.assertContent(target.awaitCommitted(Transfer.DEADLINE).directory(), 1, BYTES);
            transfer.awaitRanks();
            return number == 0 ? Holdings.read() : null;
        }
    }

    /** What the kernel tears down late may take a moment. */
    private static Holdings settled(final Holdings expected) throws Exception {
        final long deadlineNs = System.nanoTime() + SETTLE_NS;
        Holdings now = Holdings.read();
        while (!now.sameObjects(expected) && System.nanoTime() - deadlineNs < 0) {
            Thread.sleep(LOOK_MS);
            now = Holdings.read();
        }
        return now;
    }

    /**
     * What this process and the devices hold.
     *
     * @param resources     as {@code rdma resource show} counts them.
     * @param descriptors   by what they are of.
     * @param mappings      of pools, images and device queues.
     * @param residentBytes of this process.
     */
    private record Holdings(
        String resources, Map<String, Integer> descriptors, Map<String, Integer> mappings, long residentBytes) {

        static Holdings read() throws IOException, InterruptedException {
            // Direct buffers go with the objects that hold them.
            System.gc();
            final Process show = new ProcessBuilder("rdma", "resource", "show").redirectErrorStream(true).start();
            final String resources =
                new String(show.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertEquals(0, show.waitFor(), resources);
            return new Holdings(resources, openDescriptors(), mappedFiles(), resident());
        }

        boolean sameObjects(final Holdings other) {
            return resources.equals(other.resources) && descriptors.equals(other.descriptors)
                && mappings.equals(other.mappings);
        }

        private static Map<String, Integer> openDescriptors() throws IOException {
            final Map<String, Integer> kinds = new TreeMap<>();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
                for (final Path file : files) {
                    kinds.merge(kind(file), 1, Integer::sum);
                }
            }
            return kinds;
        }

        /** Numbers differ from one socket to the next: "socket:[4711]". */
        private static String kind(final Path file) {
            try {
                return Files.readSymbolicLink(file).toString().replaceAll("[0-9]+", "N");
            } catch (final IOException e) {
                // The directory that was being read itself.
                return "gone";
            }
        }

        private static Map<String, Integer> mappedFiles() throws IOException {
            final Map<String, Integer> names = new TreeMap<>();
            for (final String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
                final int path = line.indexOf('/');
                if (path > 0 && (line.startsWith("/dev/", path) || line.contains("rankferry-test"))) {
                    names.merge(line.substring(path).replaceAll("[0-9]+", "N"), 1, Integer::sum);
                }
            }
            return names;
        }

        private static long resident() throws IOException {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10).findFirst().orElseThrow();
        }
    }
}
