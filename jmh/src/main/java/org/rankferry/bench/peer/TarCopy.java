package org.rankferry.bench.peer;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;

import org.rankferry.engine.api.TransferException;

/** {@code tar -c | nc} to {@code nc -l | tar -x} over loopback. The receiving half listens before the clock runs. */
final class TarCopy implements PeerCopy {
    private static final File NOTHING = new File("/dev/null");
    private static final String LOOPBACK = "127.0.0.1";

    private final PeerFiles files;
    private List<Process> receivers = List.of();
    private int port;

    TarCopy(final PeerFiles files) {
        this.files = files;
    }

    @Override
    public void prepare() {
        port = ListeningPort.free();
        receivers = pipe(
            new Command("nc", "-l", LOOPBACK, Integer.toString(port)),
            new Command("tar", "-x", "-f", "-", "-C", files.to().toString()));
        ListeningPort.await(port, receivers.getFirst(), "nc");
    }

    @Override
    public void copy() {
        final List<Process> all = new ArrayList<>(pipe(
            new Command("tar", "-c", "-f", "-", "-C", files.from().toString(), "."),
            new Command("nc", "-N", LOOPBACK, Integer.toString(port))));
        all.addAll(receivers);
        try {
            for (final Process each : all.reversed()) {
                new Command("tar | nc").await(each, files.limit());
            }
        } finally {
            all.forEach(Command::end);
            receivers = List.of();
        }
        if (all.stream().anyMatch(each -> each.exitValue() != 0)) {
            throw new TransferException("tar | nc ended with status "
                + all.stream().map(each -> Integer.toString(each.exitValue())).toList());
        }
    }

    private static List<Process> pipe(final Command first, final Command second) {
        try {
            return ProcessBuilder.startPipeline(List.of(
                new ProcessBuilder(first.words()).redirectInput(Redirect.from(NOTHING))
                    .redirectError(Redirect.DISCARD),
                new ProcessBuilder(second.words()).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD)));
        } catch (final IOException e) {
            throw new TransferException("tar | nc can't be run: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        receivers.forEach(Command::end);
    }
}
