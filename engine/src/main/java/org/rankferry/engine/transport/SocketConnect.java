package org.rankferry.engine.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;

/**
 * A connect under way, with its deadline.
 *
 * <p>A host name is resolved when it begins, which may wait for the system's resolver (seconds, with a name server that
 * is down); an address never waits. Used by one thread.
 */
public final class SocketConnect {
    private static final int SYSTEM_DEFAULT = 0;

    private final Endpoint target;
    private final long timeoutNs;
    private final long deadlineNs;
    private SocketChannel socket;
    private boolean connected;
    private boolean nobodyListens;
    private String fault;

    private SocketConnect(final Endpoint target, final long timeoutNs) {
        this.target = target;
        this.timeoutNs = timeoutNs;
        this.deadlineNs = System.nanoTime() + timeoutNs;
    }

    /**
     * Begins to connect.
     *
     * @param target    to connect to.
     * @param timeoutNs after which it has failed.
     * @return the connect: under way, done, or failed.
     */
    public static SocketConnect begin(final Endpoint target, final long timeoutNs) {
        return begin(target, timeoutNs, SYSTEM_DEFAULT, SYSTEM_DEFAULT);
    }

    /**
     * Begins to connect with socket buffers of a size.
     *
     * @param target       to connect to.
     * @param timeoutNs    after which it has failed.
     * @param sendBytes    of the send buffer, 0 for the system's choice.
     * @param receiveBytes of the receive buffer, 0 for the system's choice.
     * @return the connect: under way, done, or failed.
     */
    public static SocketConnect begin(
        final Endpoint target, final long timeoutNs, final int sendBytes, final int receiveBytes) {
        final SocketConnect connect = new SocketConnect(target, timeoutNs);
        try {
            switch (target) {
                case Endpoint.Inet inet -> connect.inet(inet, sendBytes, receiveBytes);
                case Endpoint.Local local -> {
                    connect.socket = SocketChannel.open(StandardProtocolFamily.UNIX);
                    connect.begin(UnixDomainSocketAddress.of(local.path()));
                }
            }
        } catch (final IOException e) {
            connect.failed(e);
        }
        return connect;
    }

    /** The socket, or null when none could be made. */
    public SocketChannel socket() {
        return socket;
    }

    /** Whether it is connected. */
    public boolean isConnected() {
        return connected;
    }

    /** Why it failed, or null. */
    public String fault() {
        return fault;
    }

    /** Whether it failed because nobody listens there. */
    boolean nobodyListens() {
        return nobodyListens;
    }

    /**
     * Moves on without waiting.
     *
     * @param ready whether the selector has seen an end of it.
     * @return true when the socket has become connected.
     */
    boolean advance(final boolean ready) {
        try {
            if (ready && socket.finishConnect()) {
                connected = true;
            } else if (System.nanoTime() - deadlineNs >= 0) {
                fault = SocketFaults.connectTimeout(target, timeoutNs);
            }
        } catch (final IOException e) {
            failed(e);
        }
        return connected;
    }

    private void failed(final IOException e) {
        fault = SocketFaults.connect(target, e);
        nobodyListens = SocketFaults.nobodyListens(e);
    }

    private void inet(final Endpoint.Inet inet, final int sendBytes, final int receiveBytes) throws IOException {
        final InetSocketAddress address = new InetSocketAddress(inet.host(), inet.port());
        if (address.isUnresolved()) {
            fault = SocketFaults.unknownHost(target);
            return;
        }
        socket = SocketChannel.open();
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (sendBytes != SYSTEM_DEFAULT) {
            socket.setOption(StandardSocketOptions.SO_SNDBUF, sendBytes);
        }
        if (receiveBytes != SYSTEM_DEFAULT) {
            socket.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
        }
        begin(address);
    }

    private void begin(final SocketAddress address) throws IOException {
        socket.configureBlocking(false);
        connected = socket.connect(address);
    }
}
