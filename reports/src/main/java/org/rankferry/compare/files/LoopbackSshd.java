package org.rankferry.compare.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.rankferry.compare.host.ProgramRun;
import org.rankferry.compare.host.TcpTable;
import org.rankferry.compare.host.Tool;
import org.rankferry.compare.host.WorkPlace;
import org.rankferry.engine.api.TransferException;

/**
 * An sshd of this process on a free port of loopback: a host key, a key that may log in as this user, and configuration
 * made for it. Neither it nor its client reads or writes anything of the user's or the system's ssh.
 */
final class LoopbackSshd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NAME = "sshd";
    private static final String CLIENT = "openssh-client";
    /** sshd of root refuses to run without it. */
    private static final Path EMPTY = Path.of("/run/sshd");

    private final WorkPlace place;
    private final int port;
    private final boolean madeEmpty;

    private LoopbackSshd(final WorkPlace place, final int port) throws IOException {
        this.place = place;
        this.port = port;
        madeEmpty = ProcessHandle.current().info().user().filter("root"::equals).isPresent() && !Files.exists(EMPTY);
        if (madeEmpty) {
            Files.createDirectory(EMPTY);
        }
    }

    static LoopbackSshd start(final Path workDirectory) {
        final WorkPlace place = WorkPlace.open(workDirectory, NAME);
        LoopbackSshd started = null;
        boolean listens = false;
        try {
            started = new LoopbackSshd(place, TcpTable.freePort());
            started.listen();
            listens = true;
            return started;
        } catch (final IOException e) {
            throw new TransferException("sshd can't be prepared in " + place.path() + ": " + e.getMessage(), e);
        } finally {
            if (started == null) {
                place.close();
            } else if (!listens) {
                started.close();
            }
        }
    }

    private void listen() throws IOException {
        makeKey("host-key");
        makeKey("login-key");
        Files.copy(place.path().resolve("login-key.pub"), place.path().resolve("authorized"));
        place.file("known", "[127.0.0.1]:" + port + " " + Files.readString(place.path().resolve("host-key.pub")));
        final Path configuration = place.file("sshd.cfg", String.join("\n",
            "ListenAddress 127.0.0.1", "Port " + port, "HostKey " + place.path().resolve("host-key"),
            "AuthorizedKeysFile " + place.path().resolve("authorized"), "StrictModes no", "UsePAM no",
            "PermitRootLogin prohibit-password", "PasswordAuthentication no", "KbdInteractiveAuthentication no",
            "PidFile none", "PrintMotd no", "PrintLastLog no", "Subsystem sftp internal-sftp", ""));
        // It starts itself again for each connection, for which it wants to know where it is.
        final Process sshd = place.start(NAME, List.of(
            new Tool(NAME, "openssh-server").path(), "-D", "-e", "-f", configuration.toString()));
        place.await(NAME, sshd, "listened", PATIENCE, () -> TcpTable.of(sshd.pid()).listensAt(port));
    }

    /** The command that copies everything in a directory into another one. */
    List<String> scp(final Path from, final Path to) {
        return List.of(
            new Tool("scp", CLIENT).path(), "-q", "-r", "-p", "-F", "/dev/null", "-P", Integer.toString(port),
            "-i", place.path().resolve("login-key").toString(),
            "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes",
            "-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile=" + place.path().resolve("known"),
            "-o", "GlobalKnownHostsFile=/dev/null", "-o", "User=" + System.getProperty("user.name"),
            from + "/.", "127.0.0.1:" + to + "/");
    }

    private void makeKey(final String name) {
        ProgramRun.mustSucceed(PATIENCE, List.of(
            new Tool("ssh-keygen", CLIENT).path(), "-q", "-t", "ed25519", "-N", "", "-C", "rankferry",
            "-f", place.path().resolve(name).toString()));
    }

    @Override
    public void close() {
        place.close();
        try {
            if (madeEmpty) {
                Files.deleteIfExists(EMPTY);
            }
        } catch (final IOException e) {
            return; // another sshd uses it meanwhile
        }
    }
}
