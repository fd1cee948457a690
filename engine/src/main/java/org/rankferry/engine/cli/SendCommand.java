package org.rankferry.engine.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.checkpoint.Capture;
import org.rankferry.engine.checkpoint.CaptureException;
import org.rankferry.engine.checkpoint.Checkpointer;
import org.rankferry.engine.checkpoint.Checkpointers;
import org.rankferry.engine.checkpoint.LocalRanks;
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

    @Mixin
    private SourceFlags source;

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

    @ArgGroup(exclusive = false, multiplicity = "0..*", heading = "%nImages from files:%n")
    private List<RankFiles> files = new ArrayList<>();

    @Override
    public Integer call() {
        final List<Capture> captures = captures();
        final Checkpointer taken = Checkpointers.named(checkpointer);
        final SourceRun run = new SourceRun(spec, source, flags);
        final SourceOptions options =
            run.options(captures.size(), taken.name() + " " + taken.version(), expectedBytes(captures));
        return run.run(options, captures.size(), new Captured(options.job(), captures, then));
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

    /** The ranks whose images are captured here, and what becomes of them. */
    private record Captured(String job, List<Capture> captures, Afterwards then) implements SourceRun.Ranks {
        @Override
        public AutoCloseable start(final Source to, final Duration wait, final Consumer<String> tell) {
            return LocalRanks.start(to, job, captures, wait);
        }

        @Override
        public List<String> notes() {
            return captures.stream().flatMap(capture -> capture.notes().stream()).toList();
        }

        @Override
        public void onCommitted() {
            switch (then) {
                case RUN -> captures.forEach(Capture::goOn);
                case END -> captures.forEach(Capture::end);
                default -> {
                    // They are stopped.
                }
            }
        }

        @Override
        public void onFailed() {
            captures.forEach(Capture::goOn);
        }

        @Override
        public List<String> summaries() {
            return captures.stream().filter(capture -> capture.summary() != null)
                .map(capture -> "rank " + capture.rank() + ": " + capture.summary()).toList();
        }
    }
}
