package org.rankferry.engine.transport.shm;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

import org.agrona.CloseHelper;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.FrameChannel;
import org.rankferry.engine.transport.LinkOptions;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.engine.transport.SocketFaults;
import org.rankferry.engine.transport.TargetLink;
import org.rankferry.engine.transport.TargetListener;
import org.rankferry.engine.transport.TransportException;

/** Takes connections at a Unix-domain socket that its owner alone may use. */
final class ShmListener implements TargetListener {
    private static final int BACKLOG = 128;

    private final Endpoint.Local at;
    private final LinkOptions options;
    private final Readiness readiness;
    private final ServerSocketChannel server;
    private boolean acceptable = true;

    ShmListener(final Endpoint.Local at, final LinkOptions options, final Readiness readiness) {
        this.at = at;
        this.options = options;
        this.readiness = readiness;
        ServerSocketChannel opened = null;
        try {
            removeStale(at);
            opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            opened.configureBlocking(false);
            opened.bind(UnixDomainSocketAddress.of(at.path()), BACKLOG);
            Files.setPosixFilePermissions(at.path(), PosixFilePermissions.fromString("rw-------"));
        } catch (final IOException e) {
            CloseHelper.quietClose(opened);
            throw new TransportException(SocketFaults.listen(at, e), e);
        }
        server = opened;
        readiness.register(server, SelectionKey.OP_ACCEPT, key -> acceptable = true);
    }

    @Override
    public Endpoint endpoint() {
        return at;
    }

    @Override
    public TargetLink accept() {
        if (!acceptable || !server.isOpen()) {
            return null;
        }
        try {
            final SocketChannel socket = server.accept();
            acceptable = socket != null;
            if (socket == null) {
                return null;
            }
            socket.configureBlocking(false);
            return new ShmTargetLink(FrameChannel.accepted(socket, at.toString(), options, readiness));
        } catch (final IOException e) {
            // A peer that has gone again, or no descriptor left: the selector tells when there is another to try.
            acceptable = false;
            return null;
        }
    }

    @Override
    public void close() {
        if (!server.isOpen()) {
            return;
        }
        try {
            Files.deleteIfExists(at.path());
        } catch (final IOException e) {
            throw new TransportException("can't remove the socket " + at + ": " + e.getMessage(), e);
        } finally {
            CloseHelper.quietClose(server);
            // The selector holds the descriptor until it has seen that the socket is closed.
            readiness.release();
        }
    }

    /** Removes a socket that nobody listens at. One that is served, or another kind of file, is not ours to remove. */
    private static void removeStale(final Endpoint.Local at) throws IOException {
        final Path path = at.path();
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isOther()) {
            throw new TransportException(
                "can't listen at " + at + ": a file is there that is not a socket; give another path, or remove it");
        }
        if (isServed(path)) {
            throw new TransportException("a target already listens at " + at + ": stop it, or give another path");
        }
        Files.deleteIfExists(path);
    }

    private static boolean isServed(final Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return probe.isConnected();
        } catch (final ConnectException e) {
            return false;
        }
    }
}
