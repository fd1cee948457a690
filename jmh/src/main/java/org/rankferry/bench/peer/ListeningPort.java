package org.rankferry.bench.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.rankferry.engine.api.TransferException;

/** Ports of loopback on which programs are to listen. */
final class ListeningPort {
    /** Address of loopback as the kernel's table of sockets has it, on a processor of either byte order. */
    private static final String LOOPBACK = "(0100007F|7F000001)";
    private static final String LISTENS = "0A";
    private static final Path TABLE = Path.of("/proc/net/tcp");
    private static final int PATIENCE_S = 10;
    private static final long LOOK_MS = 2;

    private ListeningPort() {
    }

    /** One that is free now. */
    static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (final IOException e) {
            throw new TransferException("no port of loopback is free: " + e.getMessage(), e);
        }
    }

    /** Waits until a program listens, without a connection to it, which might be the only one it takes. */
    static void await(final int port, final Process program, final String name) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        try {
            while (!isListening(port)) {
                if (!program.isAlive()) {
                    throw new TransferException(name + " ended with status " + program.exitValue() + ": "
                        + Command.said(program));
                }
                if (System.nanoTime() - deadlineNs > 0) {
                    throw new TransferException(name + " does not listen after " + PATIENCE_S + " s");
                }
                Thread.sleep(LOOK_MS);
            }
        } catch (final IOException e) {
            throw new TransferException(TABLE + " can't be read: " + e.getMessage(), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferException("interrupted while " + name + " started", e);
        }
    }

    private static boolean isListening(final int port) throws IOException {
        final String line = String.format(Locale.ROOT, "\\s*\\d+: %s:%04X \\S+ %s .*", LOOPBACK, port, LISTENS);
        return Files.readAllLines(TABLE).stream().anyMatch(each -> each.matches(line));
    }
}
