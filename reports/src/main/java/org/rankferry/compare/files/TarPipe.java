package org.rankferry.compare.files;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.rankferry.compare.host.Deadline;
import org.rankferry.compare.host.TcpTable;
import org.rankferry.compare.host.Tool;
import org.rankferry.engine.api.TransferException;

/**
 * Two pipelines with a connection between them. The time of a copy has starting both in it.
 *
 * <pre>
 *   tar -c | nc 127.0.0.1 PORT  --&gt;  nc -l PORT | tar -x
 * </pre>
 */
final class TarPipe {
    private static final Duration TO_LISTEN = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 5;
    private static final String TAR = new Tool("tar", "tar").name();

    private final Duration patience;

    TarPipe(final Duration patience) {
        this.patience = patience;
    }

    void copy(final Path from, final Path to) {
        final String nc = new Tool("nc.openbsd", "netcat-openbsd").path();
        final List<Process> all = new ArrayList<>();
        try {
            final int port = receive(nc, to, all);
            all.addAll(start(List.of(TAR, "-C", from.toString(), "-c", "."),
                List.of(nc, "-N", "127.0.0.1", Integer.toString(port))));
            await(all);
        } catch (final IOException e) {
            throw new TransferException("tar or nc can't be run: " + e.getMessage(), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferException("interrupted while tar ran", e);
        } finally {
            all.forEach(Process::destroyForcibly);
        }
    }

    /** Somebody may take the port between looking for a free one and listening there. */
    private static int receive(final String nc, final Path to, final List<Process> all) throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            final int port = TcpTable.freePort();
            final List<Process> receivers = start(
                List.of(nc, "-l", "127.0.0.1", Integer.toString(port)), List.of(TAR, "-C", to.toString(), "-x"));
            final Process listener = receivers.getFirst();
            final boolean looked = Deadline.await(TO_LISTEN,
                () -> !listener.isAlive() || TcpTable.of(listener.pid()).listensAt(port));
            if (looked && listener.isAlive()) {
                all.addAll(receivers);
                return port;
            }
            receivers.forEach(Process::destroyForcibly);
        }
        throw new TransferException("nc does not listen on loopback, tried " + ATTEMPTS + " ports; run: nc.openbsd -l"
            + " 127.0.0.1 7777");
    }

    private void await(final List<Process> all) throws InterruptedException {
        final long untilNs = System.nanoTime() + patience.toNanos();
        for (final Process process : all) {
            if (!process.waitFor(untilNs - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TransferException("tar | nc does not end within " + patience.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw new TransferException("tar | nc failed: " + process.info().command().orElse("one of them")
                    + " ended with code " + process.exitValue() + "; is there room for the copy?");
            }
        }
    }

    private static List<Process> start(final List<String> first, final List<String> second) throws IOException {
        return ProcessBuilder.startPipeline(List.of(
            new ProcessBuilder(first).redirectInput(new File("/dev/null")).redirectError(
                ProcessBuilder.Redirect.DISCARD),
            new ProcessBuilder(second).redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(
                ProcessBuilder.Redirect.DISCARD)));
    }
}
