package org.rankferry.compare.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.rankferry.engine.api.TransferException;

/**
 * TCP sockets of a process's network namespace: {@code /proc/PID/net/tcp}. So one waits for a server without connecting
 * to it, which some take amiss, also in a namespace that this process is not in.
 *
 * <pre>
 *   sl  local_address rem_address   st ...
 *    0: 0100007F:5E24 00000000:0000 0A ...
 *                ^ port, hex        ^ 01 established, 0A listening
 * </pre>
 */
public final class TcpTable {
    private static final String ESTABLISHED = "01";
    private static final String LISTENING = "0A";
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int HEX = 16;

    private final List<String[]> sockets;

    private TcpTable(final List<String[]> sockets) {
        this.sockets = sockets;
    }

    /** Of IPv4, as they are now. */
    public static TcpTable of(final long pid) {
        try {
            return parse(Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", "tcp")));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TcpTable parse(final List<String> lines) {
        return new TcpTable(lines.stream().skip(1).map(line -> line.strip().split("\\s+")).toList());
    }

    /** Whether a server is there. */
    public boolean listensAt(final int port) {
        return count(port, LISTENING) > 0;
    }

    /** How many connections a server has. */
    public int connectionsTo(final int port) {
        return count(port, ESTABLISHED);
    }

    /** A port of loopback that nobody had a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (final IOException e) {
            throw new TransferException("no port is free on loopback: " + e.getMessage(), e);
        }
    }

    private int count(final int port, final String state) {
        return (int) sockets.stream().filter(words -> words[STATE].equals(state)
            && Integer.parseInt(words[LOCAL].substring(words[LOCAL].indexOf(':') + 1), HEX) == port).count();
    }
}
