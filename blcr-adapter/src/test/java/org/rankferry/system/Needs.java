package org.rankferry.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.opentest4j.TestAbortedException;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.demo.NodeNetwork;

import static org.junit.jupiter.api.Assertions.fail;

/**
 * What a test needs of the machine. Where it is missing the test is skipped and the reason printed; where the
 * environment variable {@value #NO_SKIP} is set, as in continuous integration, it fails instead.
 */
public final class Needs {
    static final String NO_SKIP = "RANKFERRY_NO_SKIP";
    private static final Path MEMORY = Path.of("/proc/meminfo");

    private Needs() {
    }

    /** Root, for example for "mounting a tmpfs". */
    public static void root(final String what) throws IOException {
        that(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), what + " takes root");
    }

    /** A network with a place for each of these nodes, which the caller closes. */
    static NodeNetwork network(final List<String> nodes) throws IOException {
        root("a network of namespaces");
        try {
            return NodeNetwork.open("test-" + ProcessHandle.current().pid(), nodes);
        } catch (final TransferException e) {
            that(false, "there can be no network namespaces: " + e.getMessage());
            throw e;
        }
    }

    /** That much memory which no process uses. */
    static void freeMemory(final long bytes, final String what) throws IOException {
        final long free = Files.readAllLines(MEMORY).stream()
            .filter(line -> line.startsWith("MemAvailable:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
            .findFirst().orElse(0);
        that(free >= bytes, what + " takes " + (bytes >> 20) + " MiB of memory, " + (free >> 20) + " MiB are free");
    }

    /** Room in a file system. */
    public static void space(final Path where, final long bytes, final String what) throws IOException {
        final long free = Files.getFileStore(where).getUsableSpace();
        that(free >= bytes, what + " takes " + (bytes >> 20) + " MiB in " + where + ", " + (free >> 20) + " are free");
    }

    /** An RDMA device, of this host or of the virtual machine that the test runs in. */
    static void device() {
        that(Files.isDirectory(Path.of("/sys/class/infiniband")),
            "it takes an RDMA device; bin/verify runs it in a VM");
    }

    /** A virtual machine of {@code bin/rxe-vm} around this test. */
    static void insideVm() throws IOException {
        that(NetworkLink.isInVm(), "it takes the network of a virtual machine; bin/verify runs it in one");
    }

    /** CRIU that works here; returns where it is. */
    static String criu() throws IOException {
        root("CRIU");
        final String given = System.getenv("RANKFERRY_CRIU");
        final Path fetched = Path.of(System.getProperty("user.home"), ".cache", "rankferry", "criu", "criu");
        final String program = given != null ? given : fetched.toString();
        that(Files.isExecutable(Path.of(program)), "there is no CRIU; bin/setup --criu fetches it");
        return program;
    }

    /** Anything else; the reason says what is missing. */
    public static void that(final boolean there, final String reason) {
        if (there) {
            return;
        }
        if (System.getenv(NO_SKIP) != null) {
            fail(reason + "; " + NO_SKIP + " is set, so nothing may be skipped");
        }
        System.out.println("skipped: " + reason);
        throw new TestAbortedException("skipped: " + reason);
    }
}
