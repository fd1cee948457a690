package org.rankferry.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.SecretFile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A transfer from one host to another: two virtual machines with a wire between them. */
@Tag("slow")
@Tag(RdmaInVmTest.TAG)
class TwoHostsTest {
    private static final int LIMIT_S = 240;
    private static final int RANKS = 2;
    /** So many that the cable is pulled in the middle, though a busy host may take a second to notice the beginning. */
    private static final int BYTES = 20_000_017;
    private static final String TARGET = "10.77.0.1:7471";
    private static final String SILENCE = "silence=4";
    private static final String RESULT = "/dev/shm/result.json";
    private static final Path RANK = Path.of("target", "native", "bin", "rankferry-rank").toAbsolutePath();

    /** In the middle of the ranks' images the cable is out for longer than the agents are patient. */
    @Test
    void aPulledCableIsPutInAgainAndTheTransferGoesOn(@TempDir final Path shared) throws Exception {
        final ChildProcess target = run(shared, """
            until [ "$(cat /sys/class/infiniband/rxe0/ports/1/hw_counters/sent_pkts)" -gt 200 ]; do sleep 0.05; done
            kill -STOP $ranks; ip link set eth0 down; kill -CONT $ranks; sleep 10; ip link set eth0 up
            """);
        assertTrue(reconnects(target) > 0, target::toString);
        assertTrue(target.err().stream().anyMatch(line -> line.contains(" is lost, its images are kept for a while: ")),
            target::toString);
    }

    /** The whole transfer; returns the spare node's machine, which has ended well. */
    private static ChildProcess run(final Path shared, final String meanwhile) throws Exception {
        VirtualMachine.needed();
        final Path secret = shared.resolve("secret");
        SecretFile.create(secret);
        final String wire = shared.resolve("wire").toString();
        try (VirtualMachine spare = VirtualMachine.start("the spare node", machine("10.77.0.1/24", "listen:" + wire),
                target(secret));
            VirtualMachine failing = VirtualMachine.start(
                "the failing node", machine("10.77.0.2/24", "connect:" + wire),
                source(secret, meanwhile))) {
            final ChildProcess source = failing.process();
            assertEquals(0, source.awaitEnd(LIMIT_S), () -> source + "\n" + spare.process());
            final ChildProcess target = spare.process();
            assertEquals(0, target.awaitEnd(LIMIT_S), target::toString);
            assertTrue(target.out().contains("host rxe-vm-1"), target::toString);
            assertTrue(source.out().contains("host rxe-vm-2"), source::toString);
            assertTrue(target.out().stream().anyMatch(line -> line.startsWith("listening at " + TARGET)
                && line.contains("transport rdma")), target::toString);
            for (int rank = 0; rank < RANKS; rank++) {
                final String checked = "checked rank " + rank;
                assertTrue(target.out().contains(checked), () -> checked + " is missing: " + target);
            }
            return target;
        }
    }

    private static int reconnects(final ChildProcess target) throws Exception {
        final String line = target.out().stream().filter(text -> text.contains("\"reconnects\"")).findFirst()
            .orElseThrow(() -> new AssertionError(target.toString()));
        return Integer.parseInt(line.replaceAll("[^0-9]", ""));
    }

    private static List<String> machine(final String address, final String link) {
        return List.of("--address", address, "--link", link, "--cpus", "1", "--memory", "3G",
            "--time-limit", Integer.toString(LIMIT_S));
    }

    /** Receives one set, and checks each image in this machine: what its rank wrote, byte for byte. */
    private static String target(final Path secret) {
        final StringBuilder line = new StringBuilder(begin());
        line.append(VirtualMachine.quoted(JavaCommand.rankferry(small(), List.of(
            "receive", "--transport", "rdma", "--listen", TARGET, "--secret-file", secret.toString(),
            "--dir", "/dev/shm/images", "--progress", "none", "--json", RESULT, "--deadline", SILENCE))));
        for (int rank = 0; rank < RANKS; rank++) {
            line.append(" && ").append(VirtualMachine.quoted(List.of(
                RANK.toString(), "--verify-content", "/dev/shm/images", "--job", Node.JOB,
                "--rank", Integer.toString(rank), "--bytes", Integer.toString(BYTES))));
            line.append(" && echo checked rank ").append(rank);
        }
        return line.append(" && cat ").append(RESULT).toString();
    }

    /** Ranks and source in the background, and what happens meanwhile; the line ends with them. */
    private static String source(final Path secret, final String meanwhile) {
        final StringBuilder line = new StringBuilder(begin());
        for (int rank = 0; rank < RANKS; rank++) {
            line.append(VirtualMachine.quoted(List.of(
                RANK.toString(), "--job", Node.JOB, "--rank", Integer.toString(rank), "--wait",
                "--bytes", Integer.toString(BYTES)))).append(" & ranks=\"$ranks $!\"\n");
        }
        final List<String> words = new ArrayList<>(List.of(
            "send", "--transport", "rdma", "--connect", TARGET, "--secret-file", secret.toString(),
            "--job", Node.JOB,
            "--ranks", Integer.toString(RANKS), "--deadline", "connect=" + LIMIT_S / 2,
            "--deadline", "gather=" + LIMIT_S / 2, "--deadline", SILENCE, "--progress", "none"));
        return line.append(VirtualMachine.quoted(JavaCommand.rankferry(small(), words))).append(" & source=$!\n")
            .append(meanwhile).append("\nwait $source && wait $ranks").toString();
    }

    private static String begin() {
        final Path archive = StartArchive.get().file();
        return "echo host $(cat /proc/sys/kernel/hostname); "
            + (archive == null || !Files.exists(archive) ? "" : VirtualMachine.prefetch(List.of(archive)));
    }

    private static List<String> small() {
        return List.of("-Xmx64m", "-XX:TieredStopAtLevel=1");
    }
}
