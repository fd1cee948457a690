package org.rankferry.engine.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A wire between a source and a target on loopback that can be cut, or swallow what goes through it.
 *
 * <p>Cuts happen after given numbers of bytes towards the source, all connections at once, as when a link goes down.
 */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong forwarded = new AtomicLong();
    private final long[] cutsAfterBytes;
    private int cuts;
    private volatile boolean swallowing;
    private volatile boolean closed;

    /** A proxy to an address, that cuts after these numbers of bytes in all, growing. */
    CuttingProxy(final String address, final long... cutsAfterBytes) throws IOException {
        final int colon = address.lastIndexOf(':');
        this.target = new InetSocketAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        this.cutsAfterBytes = cutsAfterBytes.clone();
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("proxy-accept", this::accept);
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** How often it has cut. */
    synchronized int cuts() {
        return cuts;
    }

    /** From now on bytes vanish, as when a cable is pulled: no reset, no end. */
    void swallow() {
        swallowing = true;
    }

    /** Bytes go through again, on new connections; the old ones are cut. */
    void heal() {
        swallowing = false;
        cut();
    }

    /** Cuts, and lets nobody through any more. */
    void sever() throws IOException {
        closed = true;
        server.close();
        cut();
    }

    @Override
    public void close() throws IOException {
        sever();
    }

    private void accept() {
        while (!closed) {
            try {
                final Socket source = server.accept();
                final Socket sink = new Socket(target.getAddress(), target.getPort());
                sockets.add(source);
                sockets.add(sink);
                start("proxy-up", () -> forward(source, sink));
                start("proxy-down", () -> forward(sink, source));
            } catch (final IOException e) {
                if (closed) {
                    return;
                }
            }
        }
    }

    private void forward(final Socket from, final Socket to) {
        final byte[] block = new byte[16 << 10];
        try {
            final InputStream in = from.getInputStream();
            final OutputStream out = to.getOutputStream();
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                if (!swallowing) {
                    out.write(block, 0, n);
                    count(n);
                }
            }
        } catch (final IOException e) {
            // One side is gone; the other follows.
        }
        quietClose(from);
        quietClose(to);
    }

    private synchronized void count(final int n) {
        if (cuts < cutsAfterBytes.length && forwarded.addAndGet(n) >= cutsAfterBytes[cuts]) {
            cuts++;
            cut();
        }
    }

    private void cut() {
        sockets.forEach(CuttingProxy::quietClose);
        sockets.clear();
    }

    private static void quietClose(final Socket socket) {
        try {
            socket.close();
        } catch (final IOException e) {
            // It is as closed as it will be.
        }
    }

    private static void start(final String name, final Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
    }
}
