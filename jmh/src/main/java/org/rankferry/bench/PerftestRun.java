package org.rankferry.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.transport.rdma.device.RdmaDevice;

/**
 * {@code ib_read_bw} of perftest on one device and its own address: READs of a chunk's size, as many in flight, over
 * and over the same memory, for {@value #SECONDS} seconds. Its client polls without pause.
 */
final class PerftestRun {
    private static final String PROGRAM = "ib_read_bw";
    private static final int SECONDS = 2;
    /** It was seen to hang; {@code timeout} ends it also when this process is gone. */
    private static final int LIMIT_S = 20;
    private static final int MOST_ASKS = 20;
    private static final long ASK_MS = 300;
    /** What a client says when nobody listens yet. */
    private static final String REJECTED = "Unexpected CM event";

    private final List<String> command;
    private final String address;

    /**
     * A run that has not begun.
     *
     * @param device     to send and receive over.
     * @param chunkBytes of each READ.
     * @param depth      READs in flight.
     * @param queuePairs that share them.
     */
    PerftestRun(final RdmaDevice device, final int chunkBytes, final int depth, final int queuePairs) {
        address = device.address().getHostAddress();
        final int each = Math.max(1, depth / queuePairs);
        command = List.of(
            "timeout", "-k", "2", Integer.toString(LIMIT_S), PROGRAM, "-R", "-F", "-d", device.name(),
            "-s", Integer.toString(chunkBytes), "-o", Integer.toString(each), "-t", Integer.toString(each),
            "-q", Integer.toString(queuePairs), "-D", Integer.toString(SECONDS), "-p", Integer.toString(freePort()));
    }

    /**
     * Runs server and client.
     *
     * @return GiB/s, on average.
     * @throws TransferException in one line, when it is not installed or fails.
     */
    double gibPerSecond() {
        final Process server = start(List.of());
        try {
            for (int i = 0; i < MOST_ASKS && !server.waitFor(ASK_MS, TimeUnit.MILLISECONDS); i++) {
                final Process client = start(List.of(address));
                final String output = output(client);
                if (client.waitFor() == 0) {
                    return PerftestOutput.gibPerSecond(output);
                }
                if (!output.contains(REJECTED)) {
                    throw new TransferException(PROGRAM + " failed: " + PerftestOutput.fault(output));
                }
            }
            throw new TransferException(PROGRAM + " does not serve: " + (server.isAlive()
                ? "it does not listen" : PerftestOutput.fault(output(server))));
        } catch (final IOException e) {
            throw new TransferException(PROGRAM + " can't be heard: " + e.getMessage(), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferException("interrupted while " + PROGRAM + " ran", e);
        } finally {
            // It ends with its client; one that has not is of no use any more.
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly();
        }
    }

    private Process start(final List<String> arguments) {
        final List<String> whole = new ArrayList<>(command);
        whole.addAll(arguments);
        try {
            final Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
            process.getOutputStream().close();
            return process;
        } catch (final IOException e) {
            throw new TransferException(PROGRAM + " can't be run: " + e.getMessage(), e);
        }
    }

    private static String output(final Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The connection manager's ports are others than those of TCP, but one that is free there mostly is free here. */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (final IOException e) {
            throw new TransferException("no port for " + PROGRAM + ": " + e.getMessage(), e);
        }
    }
}
