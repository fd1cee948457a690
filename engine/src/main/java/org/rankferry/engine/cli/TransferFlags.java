package org.rankferry.engine.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.rankferry.engine.api.Deadlines;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.observe.ProgressMode;
import org.rankferry.protocol.wire.Names;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that both ends of a transfer have. For extensions too, which hand them on. */
public final class TransferFlags {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    @Option(
        names = "--secret-file", required = true, paramLabel = "FILE",
        description = "Secret that both ends share; only its owner may read it.")
    Path secretFile;

    @Option(
        names = "--transport", paramLabel = "NAME", defaultValue = "auto",
        description = "rdma, tcp, shm, or auto for the fastest that works (default: ${DEFAULT-VALUE}).")
    String transport;

    @Mixin
    RdmaFlags rdma;

    @Option(
        names = "--depth", paramLabel = "N", defaultValue = "" + SourceOptions.DEFAULT_READ_DEPTH,
        description = "READs in flight at the most (default: ${DEFAULT-VALUE}).")
    int depth;

    @Option(
        names = "--timeout", paramLabel = "SECONDS",
        description = "Give up after that long (default: the deadlines decide).")
    Double timeout;

    @Option(
        names = "--deadline", paramLabel = "NAME=SECONDS",
        description = "Another deadline for one kind of wait: connect, gather, silence, lease, stall, read, resume or"
            + " commit. Repeatable.")
    Map<String, Double> deadlines = new LinkedHashMap<>();

    @Option(
        names = "--progress", paramLabel = "HOW", defaultValue = "auto", converter = Progress.class,
        description = "On standard error: auto, terminal, lines, json or none (default: ${DEFAULT-VALUE}).")
    ProgressMode progress;

    @Mixin
    JsonFlag json;

    /** Reads a word of {@code --progress}. */
    static final class Progress implements ITypeConverter<ProgressMode> {
        @Override
        public ProgressMode convert(final String word) {
            return ProgressMode.parse(word);
        }
    }

    /**
     * The deadlines as they were given.
     *
     * @throws IllegalArgumentException in one line, when there is no such deadline or it is not positive.
     */
    public Deadlines deadlines() {
        Deadlines result = Deadlines.DEFAULT;
        for (final Map.Entry<String, Double> deadline : deadlines.entrySet()) {
            result = result.with(deadline.getKey(), seconds("--deadline " + deadline.getKey(), deadline.getValue()));
        }
        return result;
    }

    /** @throws IllegalArgumentException in one line, when it is not positive. */
    Duration timeout() {
        return timeout == null ? FOR_EVER : seconds("--timeout", timeout);
    }

    static void checkJob(final String job) {
        final String fault = job == null ? null : Names.jobFault(job);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
    }

    private static Duration seconds(final String option, final double seconds) {
        if (!(seconds > 0 && seconds <= FOR_EVER.toSeconds())) {
            throw new IllegalArgumentException(option + " is " + seconds + " s; give more than 0");
        }
        return Duration.ofNanos(Math.max(1, Math.round(seconds * 1e9)));
    }
}
