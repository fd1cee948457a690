package org.rankferry.engine.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.rankferry.bufferpool.PoolException;
import org.rankferry.bufferpool.PoolGeometry;
import org.rankferry.engine.Rankferry;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.checkpoint.Capture;
import org.rankferry.engine.checkpoint.CaptureException;
import org.rankferry.engine.checkpoint.Checkpointer;
import org.rankferry.engine.checkpoint.Checkpointers;
import org.rankferry.engine.checkpoint.LocalRanks;
import org.rankferry.engine.observe.ResultJson;
import org.rankferry.engine.observe.TransferReport;
import org.rankferry.engine.transport.Endpoint;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rankferry send}: a source. */
@Command(
    name = "send",
    description = {
        "Sends the images of ranks to 'rankferry receive': of C ranks that attach, or from files and standard input."},
    footer = {
        "", "Examples:",
        "  rankferry send --connect spare:7000 --secret-file s --job lu --ranks 8",
        "  rankferry send --connect spare:7000,spare2:7000 --secret-file s --rank 3 --stream ctx ctx.3",
        "  rankferry send --connect spare:7000 --secret-file s --rank 0 a --rank 1 b",
        "  rankferry send --connect spare:7000 --secret-file s --rank 3 ckpt.3/",
        "  checkpoint | rankferry send --connect spare:7000 --secret-file s --rank 3 --stream ctx -",
        "  rankferry send --connect spare:7000 --secret-file s --checkpointer criu --rank 3 4711 --then end"})
final class SendCommand implements Callable<Integer> {
    /** What becomes of processes whose image has arrived. */
    private enum Afterwards { RUN, STOP, END }

    @Spec
    private CommandSpec spec;

    @Mixin
    private TransferFlags flags;

    @Option(
        names = "--connect", required = true, paramLabel = "ADDRESS[,SECOND...]",
        description = "HOST:PORT or unix:PATH where 'rankferry receive' listens; the second takes over when the first"
            + " is lost.")
    private String addresses;

    @Option(
        names = "--job", paramLabel = "NAME", defaultValue = "job",
        description = "Name of the job (default: ${DEFAULT-VALUE}).")
    private String job;

    @Option(
        names = "--ranks", paramLabel = "N",
        description = "Ranks of the set; those not given as files attach (default: those given as files, else 1).")
    private Integer ranks;

    @Option(
        names = "--epoch", paramLabel = "N",
        description = "Of the migration; grows with each attempt of a job (default: seconds since 1970).")
    private Long epoch;

    @Option(
        names = "--chunk", paramLabel = "SIZE", converter = ByteSize.class, defaultValue = "1M",
        description = "Bytes of a chunk, a power of two (default: ${DEFAULT-VALUE}).")
    private long chunk;

    @Option(
        names = "--pool", paramLabel = "SIZE", converter = ByteSize.class, defaultValue = "10M",
        description = "Bytes of the chunk pool, at least a chunk per rank (default: ${DEFAULT-VALUE}).")
    private long pool;

    @Option(
        names = "--pool-dir", paramLabel = "DIR",
        description = "Where the pool is kept, a hugetlbfs mount for example (default: the run directory).")
    private Path poolDirectory;

    @Option(
        names = "--checkpointer", paramLabel = "NAME", defaultValue = "files",
        description = "What writes the images: 'files' (FILE is a file, a directory, a pipe or -), or another one that"
            + " is installed; FILE is then what that one takes, such as a process (default: ${DEFAULT-VALUE}).")
    private String checkpointer;

    @Option(
        names = "--then", paramLabel = "WHAT", defaultValue = "run",
        description = "What becomes of captured processes when the set is committed: run, stop or end"
            + " (default: ${DEFAULT-VALUE}). When it is not, they run.")
    private Afterwards then;

    @Option(names = "--no-crc", description = "Don't take and check CRC-32C of chunks and streams.")
    private boolean withoutCrc;

    @ArgGroup(exclusive = false, multiplicity = "0..*", heading = "%nImages from files:%n")
    private List<RankFiles> files = new ArrayList<>();

    @Override
    public Integer call() {
        final List<Capture> captures = captures();
        final SourceOptions options = options(captures);
        final SendObserver observer = new SendObserver();
        try (ClosingStack closing = new ClosingStack()) {
            final Source source = closing.open(() -> Rankferry.source(options, observer));
            announce(source, options, captures);
            closing.open(() -> LocalRanks.start(source, job, captures, waitOfRanks(options)));
            final LiveProgress progress = closing.open(() -> new LiveProgress(flags.progress, source::progress));
            observer.tell(progress::note);
            final TransferResult result = source.awaitCommitted(flags.timeout());
            leave(captures);
            final ResultJson json =
                TransferReport.of("send", result, observer.cpu().seconds()).build();
            progress.finish(json);
            tellSummaries(captures);
            ResultTable.print(json, flags.json.text());
            flags.json.write(json);
            return CommandLine.ExitCode.OK;
        } catch (final RuntimeException e) {
            captures.forEach(Capture::goOn);
            flags.json.writeFailed(e, fault -> TransferReport.failed("send", fault)
                .transport(options.transport(), "failed").ranks(options.ranks())
                .pool(options.chunkBytes(), options.poolBytes(), options.readDepth())
                .job(options.job(), options.epoch()));
            throw e;
        }
    }

    private void leave(final List<Capture> captures) {
        switch (then) {
            case RUN -> captures.forEach(Capture::goOn);
            case END -> captures.forEach(Capture::end);
            default -> {
                // They are stopped.
            }
        }
    }

    private void announce(final Source source, final SourceOptions options, final List<Capture> captures) {
        flags.json.text().println("job " + job + ", epoch " + options.epoch() + " to " + addresses
            + "; transport " + source.transportReason());
        captures.forEach(capture -> capture.notes().forEach(note -> flags.json.text().println("note: " + note)));
        if (options.ranks() > captures.size()) {
            flags.json.text().println(
                (options.ranks() - captures.size()) + " ranks attach at " + source.door() + " (RANKFERRY_DOOR)");
        }
        flags.json.text().flush();
    }

    private void tellSummaries(final List<Capture> captures) {
        for (final Capture capture : captures) {
            if (capture.summary() != null) {
                flags.json.text().println("rank " + capture.rank() + ": " + capture.summary());
            }
        }
    }

    /** A rank's wait may span all that the agents do meanwhile, each with its own deadline. */
    private static Duration waitOfRanks(final SourceOptions options) {
        return options.deadlines().gather().plus(options.deadlines().stall()).plus(options.deadlines().resume())
            .plus(options.deadlines().commit());
    }

    private List<Capture> captures() {
        try {
            return RankFiles.captures(files, Checkpointers.named(checkpointer));
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (final CaptureException e) {
            throw new CommandFailure(e.getMessage(), e);
        }
    }

    private SourceOptions options(final List<Capture> captures) {
        try {
            TransferFlags.checkJob(job);
            final List<String> targets = List.of(addresses.split(","));
            targets.forEach(Endpoint::parse);
            flags.timeout();
            final int count = ranks == null ? Math.max(1, captures.size()) : ranks;
            if (count < captures.size()) {
                throw new IllegalArgumentException(
                    "--ranks is " + count + ", but files are given for " + captures.size() + " ranks");
            }
            PoolGeometry.of(Math.toIntExact(chunk), pool, count);
            final boolean onlyFiles = captures.size() == count;
            final Checkpointer taken = Checkpointers.named(checkpointer);
            final SourceOptions.Builder options =
                SourceOptions.builder(job, count, flags.secretFile).targets(targets);
            if (onlyFiles) {
                options.checkpointer(taken.name() + " " + taken.version())
                    .expectedBytes(expectedBytes(captures));
            }
            return options
                .epoch(epoch == null ? Instant.now().getEpochSecond() : epoch)
                .chunkBytes((int) chunk)
                .poolBytes(pool)
                .poolDirectory(poolDirectory)
                .readDepth(flags.depth)
                .crc(!withoutCrc)
                .transport(flags.transport)
                .rdma(flags.rdma.options())
                .deadlines(flags.deadlines())
                .build();
        } catch (final IllegalArgumentException | ArithmeticException | PoolException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Of the whole set, 0 as soon as one image's is not known. */
    private static long expectedBytes(final List<Capture> captures) {
        long bytes = 0;
        for (final Capture capture : captures) {
            final long expected = capture.expectedBytes();
            if (expected == 0) {
                return 0;
            }
            bytes += expected;
        }
        return bytes;
    }
}
