package org.rankferry.engine.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

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
        "  checkpoint | rankferry send --connect spare:7000 --secret-file s --rank 3 --stream ctx -"})
final class SendCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private TransferFlags flags;

    @Mixin
    private SourceFlags source;

    @Option(
        names = "--checkpointer", paramLabel = "NAME", defaultValue = "files",
        description = "What writes the images: 'files' (FILE is a file, a pipe or -), or another one that is"
            + " installed; FILE is then what that one takes, such as a process (default: ${DEFAULT-VALUE}).")
    private String checkpointer;

    @ArgGroup(exclusive = false, multiplicity = "0..*", heading = "%nImages from files:%n")
    private List<RankFiles> files = new ArrayList<>();

    @Override
    public Integer call() {
        final List<Capture> captures = captures();
        final Checkpointer taken = Checkpointers.named(checkpointer);
        final SourceRun run = new SourceRun(spec, source, flags);
        final SourceOptions options =
            run.options(captures.size(), taken.name() + " " + taken.version(), expectedBytes(captures));
        return run.run(options, captures.size(), (to, wait, tell) ->
            LocalRanks.start(to, options.job(), captures, wait));
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
}
