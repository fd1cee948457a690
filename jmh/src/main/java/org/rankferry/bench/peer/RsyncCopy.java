package org.rankferry.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.rankferry.engine.api.TransferException;

/** {@code rsync -W} to a daemon of its own on loopback, which is ended when this is closed. */
final class RsyncCopy implements PeerCopy {
    private static final String PROGRAM = "rsync";
    private static final String MODULE = "bench";

    private final PeerFiles files;
    private final Process daemon;
    private final Command command;

    RsyncCopy(final PeerFiles files) {
        this.files = files;
        final int port = ListeningPort.free();
        final Path config = files.root().resolve("rsyncd.conf");
        try {
            Files.writeString(config, config(files));
        } catch (final IOException e) {
            throw new TransferException(config + " can't be written: " + e.getMessage(), e);
        }
        daemon = new Command(
            PROGRAM, "--daemon", "--no-detach", "--address=127.0.0.1", "--port=" + port, "--config=" + config).start();
        command = new Command(
            PROGRAM, "-rW", files.from() + "/", "rsync://127.0.0.1:" + port + "/" + MODULE + "/");
        try {
            ListeningPort.await(port, daemon, "the daemon of rsync");
        } catch (final RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Who may do so keeps being itself, and writes its own files. */
    private static String config(final PeerFiles files) throws IOException {
        final String owner = Files.getAttribute(files.root(), "unix:uid").equals(0) ? "uid = 0\ngid = 0\n" : "";
        return "use chroot = no\n" + owner + "log file = " + files.root().resolve("rsyncd.log") + "\n[" + MODULE
            + "]\npath = " + files.to() + "\nread only = no\n";
    }

    @Override
    public void copy() {
        command.run(files.limit());
    }

    @Override
    public void close() {
        Command.end(daemon);
    }
}
