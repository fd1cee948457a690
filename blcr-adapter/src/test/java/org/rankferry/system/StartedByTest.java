package org.rankferry.system;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Ranks that something else than the agent starts: sshd, which runs on loopback for this test, and a template. */
@Tag("slow")
@Tag(Wire.NONE)
class StartedByTest {
    private static final Path SSHD = Path.of("/usr/sbin/sshd");

    @RegisterExtension
    private final Node node = new Node();

    @Test
    void ranksThatSshdHasStartedAreMovedAndEndWithTheirJob() throws Exception {
        Needs.root("a login by sshd without a password");
        Needs.that(Files.isExecutable(SSHD), "sshd is not installed (openssh-server)");
        final Path place = Files.createDirectory(node.root().resolve("ssh"));
        final Path key = place.resolve("key");
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
        Files.copy(place.resolve("key.pub"), place.resolve("authorized"));
        Files.setPosixFilePermissions(place.resolve("authorized"), PosixFilePermissions.fromString("rw-------"));
        Files.createDirectories(Path.of("/run/sshd"));
        final int port = freePort();
        final Process sshd = new ProcessBuilder(
            SSHD.toString(), "-D", "-f", "/dev/null", "-h", key.toString(), "-p", Integer.toString(port),
            "-o", "ListenAddress=127.0.0.1", "-o", "AuthorizedKeysFile=" + place.resolve("authorized"),
            "-o", "StrictModes=no", "-o", "PermitRootLogin=yes", "-o", "PidFile=none", "-o", "MaxStartups=100")
            .redirectErrorStream(true).redirectOutput(place.resolve("log").toFile()).start();
        try {
            final String ssh = "ssh -i " + key + " -p " + port + " -o BatchMode=yes -o StrictHostKeyChecking=no -o"
                + " UserKnownHostsFile=/dev/null -o LogLevel=ERROR {host} {command}";
            final JobCluster cluster = new JobCluster(node);
            cluster.agents("n0", "n1", "s0");
            Await.that("sshd listens", () -> run0("ssh-keyscan", "-p", Integer.toString(port), "127.0.0.1") == 0);
            cluster.start(4, "n0,n1", List.of("--by", ssh), "--ballast", "1000001");
            cluster.migrate("--off", "n1").awaitExit(0);
            cluster.awaitAnswer();
            cluster.clear();
            cluster.start(2, "n0", List.of("--by", "nice -n 1"));
            cluster.job().terminate();
            cluster.job().awaitFault(ChildProcess.TERMINATED, "stopped by a signal");
            Await.that("no rank is left", () -> cluster.state("n0").equals("MIGRATION_SPARE"));
            cluster.stop();
        } finally {
            sshd.destroy();
            sshd.waitFor();
        }
    }

    private static void run(final String... words) throws Exception {
        assertEquals(0, run0(words), () -> String.join(" ", words));
    }

    private static int run0(final String... words) throws Exception {
        return new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start().waitFor();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
