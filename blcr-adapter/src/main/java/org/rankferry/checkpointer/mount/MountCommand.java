package org.rankferry.checkpointer.mount;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.rankferry.engine.api.Deadlines;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.cli.ByteSize;
import org.rankferry.engine.cli.CommandFailure;
import org.rankferry.engine.cli.SourceFlags;
import org.rankferry.engine.cli.SourceRun;
import org.rankferry.engine.cli.TransferFlags;
import org.rankferry.engine.nativeio.ProcessSignal;
import org.rankferry.engine.observe.RankferryVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rankferry mount}: a source whose image is written as files. */
@Command(
    name = "mount",
    description = {
        "Mounts an empty directory: the files that programs write there are the image of a rank, and go to"
            + " 'rankferry receive' on another node while they are written; 'rankferry mount-image' shows them there."},
    footer = {
        "",
        "The image ends, and the set is committed, when the directory is unmounted and the last file closed:",
        "fusermount3 -u DIR, or Ctrl-C or SIGTERM to this command. A second signal gives the set up.",
        "", "Examples:",
        "  rankferry mount --connect spare:7000 --secret-file s --job lu --rank 0 /ckpt",
        "  rankferry mount --connect spare:7000,spare2:7000 --secret-file s --rank 3 --read-back 1G /ckpt"})
final class MountCommand implements Callable<Integer> {
    private static final int SIGNS_PER_DEADLINE = 4;

    @Spec
    private CommandSpec spec;

    @Mixin
    private TransferFlags flags;

    @Mixin
    private SourceFlags source;

    @Option(
        names = "--rank", paramLabel = "R", defaultValue = "0",
        description = "Rank whose image the files are (default: ${DEFAULT-VALUE}).")
    private int rank;

    @Option(
        names = "--read-back", paramLabel = "SIZE", converter = ByteSize.class, defaultValue = "64M",
        description = "How many of the last bytes written can be read back here (default: ${DEFAULT-VALUE}).")
    private long readBack;

    @Option(names = "--allow-other", description = "Let other users in, as far as owner and mode of the files do.")
    private boolean allowOther;

    @Parameters(paramLabel = "DIR", description = "An empty directory.")
    private Path directory;

    @Override
    public Integer call() {
        if (rank < 0) {
            throw new ParameterException(spec.commandLine(), "--rank is " + rank + "; give 0 or more");
        }
        if (readBack > Integer.MAX_VALUE) {
            throw new ParameterException(
                spec.commandLine(), "--read-back is " + readBack + "; give at most " + Integer.MAX_VALUE);
        }
        final SourceRun run = new SourceRun(spec, source, flags);
        final SourceOptions options = run.options(1, "mount " + RankferryVersion.get(), 0);
        final MountPoint point;
        final MountTerms terms;
        try {
            point = MountPoint.check(directory);
            terms = terms(options.deadlines(), point.mode());
        } catch (final MountException e) {
            throw new CommandFailure(e.getMessage(), e);
        }
        return run.run(options, 1, (to, wait, tell) -> {
            final MountedRank mounted = MountedRank.start(
                to, point, new MountedRank.Terms(options.job(), rank, wait, terms, allowOther), tell);
            endOnSignals(to, mounted, tell);
            return mounted;
        });
    }

    private MountTerms terms(final Deadlines deadlines, final int rootMode) {
        return new MountTerms(
            readBack, deadlines.stall().toNanos(), deadlines.stall().toNanos() / SIGNS_PER_DEADLINE, rootMode);
    }

    private static void endOnSignals(final Source source, final MountedRank mounted, final Consumer<String> tell) {
        final AtomicInteger signals = new AtomicInteger();
        final Runnable onSignal = () -> Thread.ofPlatform().daemon().name("mount-signal").start(() -> {
            if (signals.incrementAndGet() == 1 && mounted.finish()) {
                tell.accept("unmounting; the set is committed when the last file is closed, and given up on another"
                    + " signal");
            } else {
                source.abort("stopped by a signal");
            }
        });
        ProcessSignal.handle("INT", onSignal);
        ProcessSignal.handle("TERM", onSignal);
    }
}
