package org.rankferry.engine.transport.tcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.transport.Arrival;
import org.rankferry.engine.transport.DataPass;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.FrameChannel;
import org.rankferry.engine.transport.LinkOptions;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.engine.transport.SocketFaults;
import org.rankferry.engine.transport.TargetLink;
import org.rankferry.engine.transport.TargetListener;
import org.rankferry.engine.transport.TransportException;

/**
 * Takes connections and sorts them by their first frame: Hello makes a link, DataAttach joins the link that expects it,
 * anything else, or nothing for a while, is closed without an answer.
 *
 * <p>Links that expect a data connection keep this going too, so an agent that has its one source need not call
 * {@link #accept()} for it.
 */
final class TcpListener implements TargetListener {
    private static final int BACKLOG = 128;

    private final LinkOptions options;
    private final Readiness readiness;
    private final TcpSettings settings;
    private final ServerSocketChannel server;
    private final Endpoint endpoint;
    private final ArrayDeque<Arrival<FrameChannel>> arrivals = new ArrayDeque<>();
    private final ArrayDeque<TargetLink> links = new ArrayDeque<>();
    private final List<TcpTargetLink> expecting = new ArrayList<>();
    private boolean acceptable = true;
    private long turnedAway;

    TcpListener(
        final Endpoint.Inet at, final LinkOptions options, final Readiness readiness, final TcpSettings settings) {
        this.options = options;
        this.readiness = readiness;
        this.settings = settings;
        ServerSocketChannel opened = null;
        try {
            final InetSocketAddress address = new InetSocketAddress(at.host(), at.port());
            if (address.isUnresolved()) {
                throw new TransportException(
                    "can't listen at " + at + ": the host name is not known; check it, or give an address");
            }
            opened = ServerSocketChannel.open();
            opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (settings.receiveBytes() > 0) {
                // Before a connection comes: its window is agreed in the handshake.
                opened.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBytes());
            }
            opened.configureBlocking(false);
            opened.bind(address, BACKLOG);
            endpoint = new Endpoint.Inet(at.host(), ((InetSocketAddress) opened.getLocalAddress()).getPort());
        } catch (final IOException e) {
            CloseHelper.quietClose(opened);
            throw new TransportException(SocketFaults.listen(at, e), e);
        }
        server = opened;
        readiness.register(server, SelectionKey.OP_ACCEPT, key -> acceptable = true);
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public TargetLink accept() {
        advance();
        return links.poll();
    }

    /** Connections closed for a wrong first frame or none. */
    long turnedAway() {
        return turnedAway;
    }

    /** Takes connections that have come and looks at their first frames. */
    void advance() {
        if (acceptable && server.isOpen()) {
            takeConnections();
        }
        if (!arrivals.isEmpty()) {
            arrivals.removeIf(this::sorted);
        }
    }

    void expect(final TcpTargetLink link) {
        expecting.add(link);
    }

    void forget(final TcpTargetLink link) {
        expecting.remove(link);
    }

    private void takeConnections() {
        acceptable = false;
        try {
            for (SocketChannel socket = server.accept(); socket != null; socket = server.accept()) {
                if (arrivals.size() == settings.arrivals()) {
                    turnAway(arrivals.remove());
                }
                arrivals.add(arrival(socket));
            }
        } catch (final IOException e) {
            // A peer that has gone again, or no descriptor left: the selector tells when there is another to try.
            turnedAway++;
        }
    }

    private Arrival<FrameChannel> arrival(final SocketChannel socket) throws IOException {
        try {
            socket.configureBlocking(false);
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (settings.sendBytes() > 0) {
                socket.setOption(StandardSocketOptions.SO_SNDBUF, settings.sendBytes());
            }
            final InetSocketAddress from = (InetSocketAddress) socket.getRemoteAddress();
            final String peer = new Endpoint.Inet(from.getAddress().getHostAddress(), from.getPort()).toString();
            return new Arrival<>(
                FrameChannel.accepted(socket, peer, options, readiness), System.nanoTime() + settings.firstFrameNs());
        } catch (final IOException e) {
            CloseHelper.quietClose(socket);
            throw e;
        }
    }

    private boolean sorted(final Arrival<FrameChannel> arrival) {
        switch (arrival.look()) {
            case WAITING -> {
                return false;
            }
            case HELLO -> {
                final UnsafeBuffer hello = arrival.firstFrame();
                links.add(new TcpTargetLink(
                    this, arrival.connection(), hello, options.connectTimeoutNs(), settings.readBudget()));
            }
            case DATA -> join(arrival);
            default -> turnAway(arrival);
        }
        return true;
    }

    private void join(final Arrival<FrameChannel> arrival) {
        final DataPass pass = arrival.pass();
        TcpTargetLink match = null;
        for (final TcpTargetLink link : expecting) {
            if (link.expects(pass)) {
                match = link;
            }
        }
        if (match == null) {
            turnAway(arrival);
        } else {
            match.join(arrival.connection());
        }
    }

    private void turnAway(final Arrival<FrameChannel> arrival) {
        arrival.connection().close();
        turnedAway++;
    }

    @Override
    public void close() {
        CloseHelper.quietClose(server);
        arrivals.forEach(arrival -> arrival.connection().close());
        arrivals.clear();
        links.forEach(TargetLink::close);
        links.clear();
        // The selector holds the port until it has seen that the socket is closed.
        readiness.release();
    }
}
