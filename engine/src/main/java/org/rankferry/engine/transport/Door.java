package org.rankferry.engine.transport;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;

import jdk.net.ExtendedSocketOptions;
import org.agrona.CloseHelper;
import org.rankferry.engine.api.TransferException;

/**
 * A Unix-domain socket in an agent's run directory where processes of the same user on the same host attach.
 *
 * <p>The directory and the socket are open to their owner only; the peer's user is checked once more when it connects.
 */
public final class Door implements AutoCloseable {
    /** Longest path of a Unix-domain socket the kernel takes, in bytes. */
    private static final int MAX_PATH = 107;
    private static final int BACKLOG = 128;

    private final Path path;
    private final ServerSocketChannel server;
    private final UserPrincipal owner;
    private boolean ready;

    /**
     * Opens a door.
     *
     * @param path      of the socket.
     * @param readiness the agent sleeps on.
     * @throws TransferException when the socket can't be made.
     */
    public Door(final Path path, final Readiness readiness) {
        this.path = path;
        if (path.toString().length() > MAX_PATH) {
            throw new TransferException("door " + path + " has a path of " + path.toString().length()
                + " bytes, the system takes " + MAX_PATH + "; set RANKFERRY_RUN_DIR to a shorter directory");
        }
        ServerSocketChannel opened = null;
        try {
            opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            opened.bind(UnixDomainSocketAddress.of(path), BACKLOG);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            opened.configureBlocking(false);
            owner = Files.getOwner(path);
        } catch (final IOException e) {
            CloseHelper.quietClose(opened);
            throw new TransferException("door " + path + " can't be opened: " + e.getMessage(), e);
        }
        server = opened;
        readiness.register(server, SelectionKey.OP_ACCEPT, key -> ready = true);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /**
     * The next peer that has connected.
     *
     * @return its channel, not blocking, or null when there is none.
     */
    public SocketChannel accept() {
        if (!ready) {
            return null;
        }
        try {
            final SocketChannel peer = server.accept();
            if (peer == null) {
                ready = false;
                return null;
            }
            final UserPrincipal user = peer.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
            if (!owner.equals(user)) {
                peer.close();
                return null;
            }
            peer.configureBlocking(false);
            return peer;
        } catch (final IOException e) {
            throw new TransferException("door " + path + " can't accept: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        CloseHelper.quietClose(server);
        try {
            Files.deleteIfExists(path);
        } catch (final IOException e) {
            throw new TransferException("door " + path + " can't be removed: " + e.getMessage(), e);
        }
    }
}
