package org.rankferry.bench.remote;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.transport.Endpoint;

/** A connection that carries one JSON object a line. Used by one thread. */
final class ControlLink implements AutoCloseable {
    /** Longer lines are no orders; histograms of latencies take most of a line. */
    private static final int MOST_BYTES = 1 << 20;
    private static final int MS_PER_S = 1000;

    private final Socket socket;
    private final InputStream in;
    private final String peer;
    private String line = "";

    ControlLink(final Socket socket, final String peer) {
        this.socket = socket;
        this.peer = peer;
        try {
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (final IOException e) {
            throw new TransferException("connection to " + peer + " failed: " + e.getMessage(), e);
        }
    }

    /** The other end went away, which may not be a fault. */
    static final class GoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GoneException(final String message, final Throwable cause) {
            super(message, cause);
        }
    }

    /** Connects to a server. */
    @SuppressWarnings("StreamResourceLeak")
    static ControlLink connect(final Endpoint.Inet server, final int seconds) {
        final Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(server.host(), server.port()), seconds * MS_PER_S);
            return new ControlLink(socket, "bench server " + server);
        } catch (final IOException e) {
            closeQuietly(socket);
            throw new TransferException("no bench server answers at " + server + " (" + e.getMessage()
                + "); start it there with: rankferry bench --listen " + server + " --secret-file FILE", e);
        }
    }

    /** Who is at the other end. */
    String peer() {
        return peer;
    }

    /** The address of this host that the other end has reached. */
    String localHost() {
        return socket.getLocalAddress().getHostAddress();
    }

    /** Sends an object. Returns the line, as the other end reads it. */
    byte[] send(final Map<String, Object> object) {
        try {
            final byte[] bytes = JSON.std.asString(object).getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream().write((new String(bytes, StandardCharsets.UTF_8) + "\n")
                .getBytes(StandardCharsets.UTF_8));
            return bytes;
        } catch (final IOException e) {
            throw gone(e);
        }
    }

    /**
     * Waits for an object.
     *
     * @param seconds it may take.
     * @throws TransferException when there is none in time, when it is none, or the other end has gone away.
     */
    Map<String, Object> receive(final int seconds) {
        try {
            line = readLine(System.nanoTime() + seconds * 1_000_000_000L);
            return JSON.std.mapFrom(line);
        } catch (final SocketTimeoutException e) {
            throw new TransferException(peer + " has said nothing for " + seconds + " s; does it serve another?", e);
        } catch (final SocketException e) {
            throw gone(e);
        } catch (final IOException e) {
            throw new TransferException(peer + " is no rankferry bench; it said '" + shown() + "'", e);
        }
    }

    /** The bytes of the line that was received last. */
    byte[] received() {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the other end is gone. Only while no answer is awaited. */
    boolean isGone() {
        try {
            socket.setSoTimeout(1);
            in.mark(1);
            final boolean end = in.read() < 0;
            in.reset();
            return end;
        } catch (final SocketTimeoutException e) {
            return false;
        } catch (final IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        closeQuietly(socket);
    }

    private String readLine(final long deadlineNs) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < MOST_BYTES) {
            final long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                throw new SocketTimeoutException();
            }
            socket.setSoTimeout((int) Math.min(leftMs, Integer.MAX_VALUE));
            final int next = in.read();
            if (next < 0) {
                throw new SocketException("it closed the connection");
            }
            if (next == '\n') {
                return bytes.toString(StandardCharsets.UTF_8);
            }
            bytes.write(next);
        }
        line = bytes.toString(StandardCharsets.UTF_8);
        throw new IOException("line is too long");
    }

    private GoneException gone(final IOException cause) {
        return new GoneException(peer + " went away: " + cause.getMessage(), cause);
    }

    private String shown() {
        return line.substring(0, Math.min(line.length(), 40)).replaceAll("[^ -~]", "?");
    }

    private static void closeQuietly(final Socket socket) {
        try {
            socket.close();
        } catch (final IOException e) {
            // Nothing more can be done about it.
        }
    }
}
