package org.rankferry.bufferpool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a test needs of the machine; where it is missing the test is skipped and the reason printed. */
final class Probes {
    private Probes() {
    }

    /** A file system mounted for one test. */
    record Mount(Path path) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            run("umount", path.toString());
        }
    }

    static void assumeRoot(final String why) {
        assumeTrue(OwnerAccess.uid() == 0, () -> skipped(why + " needs root"));
    }

    static Mount mountTmpfs(final Path where, final String options) throws IOException {
        return mount("tmpfs", where, options);
    }

    static Mount mount(final String type, final Path where, final String options) throws IOException {
        assumeRoot("mounting " + type);
        final String refusal = run("mount", "-t", type, "-o", options, "none", where.toString());
        assumeTrue(refusal.isEmpty(), () -> skipped("mount -t " + type + ": " + refusal));
        return new Mount(where);
    }

    static long freeHugePages() throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
            .filter(line -> line.startsWith("HugePages_Free:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst().orElse(0);
    }

    static String skipped(final String reason) {
        System.out.println("skipped: " + reason);
        return reason;
    }

    private static String run(final String... command) throws IOException {
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes(), UTF_8).trim();
        return process.onExit().join().exitValue() == 0 ? "" : "failed: " + output;
    }
}
