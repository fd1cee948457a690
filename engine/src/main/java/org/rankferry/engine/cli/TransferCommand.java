package org.rankferry.engine.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

import org.rankferry.engine.api.RankProgress;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.demo.Demo;
import org.rankferry.engine.demo.DemoOptions;
import org.rankferry.engine.demo.DemoResult;
import org.rankferry.engine.demo.SelfCommand;
import org.rankferry.engine.observe.ProgressMode;
import org.rankferry.engine.observe.ResultJson;
import org.rankferry.engine.observe.TransferReport;
import org.rankferry.engine.observe.Units;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rankferry transfer}: images of real processes from one agent to another, on one machine. */
@Command(
    name = "transfer",
    description = {
        "Moves the images of 8 C processes from a source to a target on this machine, and verifies them.",
        "The image set stays until the next such run."},
    footer = {
        "", "Examples:", "  rankferry transfer", "  rankferry transfer --transport tcp --ranks 4 --image-bytes 100M",
        "  rankferry transfer --store file --dir /scratch/images --json -"})
final class TransferCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonFlag json;

    @Option(
        names = "--ranks", paramLabel = "N", defaultValue = "" + DemoOptions.DEFAULT_RANKS,
        description = "Processes (default: ${DEFAULT-VALUE}).")
    private int ranks;

    @Option(
        names = "--image-bytes", paramLabel = "SIZE", converter = ByteSize.class,
        defaultValue = "" + DemoOptions.DEFAULT_IMAGE_BYTES, description = "Of each (default: ${DEFAULT-VALUE}).")
    private long imageBytes;

    @Mixin
    private PoolFlags pool;

    @Option(
        names = "--depth", paramLabel = "N", defaultValue = "" + SourceOptions.DEFAULT_READ_DEPTH,
        description = "READs in flight at the most (default: ${DEFAULT-VALUE}).")
    private int depth;

    @Option(
        names = "--transport", paramLabel = "NAME", defaultValue = "shm",
        description = "shm, tcp, rdma or auto (default: ${DEFAULT-VALUE}).")
    private String transport;

    @Mixin
    private RdmaFlags rdma;

    @Option(
        names = "--store", paramLabel = "NAME", defaultValue = "memory",
        description = "memory or file (default: ${DEFAULT-VALUE}).")
    private String store;

    @Option(
        names = "--placement", paramLabel = "HOW", defaultValue = "direct",
        description = "direct or staged (default: ${DEFAULT-VALUE}).")
    private String placement;

    @Option(names = "--dir", paramLabel = "DIR", description = "Empty or new, for the image set.")
    private Path directory;

    @Option(
        names = "--seed", paramLabel = "N", defaultValue = "1",
        description = "Of the images' content (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
        names = "--timeout", paramLabel = "SECONDS", defaultValue = "300",
        description = "Give up after that long (default: ${DEFAULT-VALUE}).")
    private long timeout;

    @Option(
        names = "--progress", paramLabel = "HOW", defaultValue = "auto", converter = TransferFlags.Progress.class,
        description = "On standard error: auto, terminal, lines, json or none (default: ${DEFAULT-VALUE}).")
    private ProgressMode progress;

    @Override
    public Integer call() {
        final DemoOptions options = options();
        final List<String> self = SelfCommand.read(Main.class.getName());
        final AtomicReference<List<RankProgress>> ranksNow = new AtomicReference<>(List.of());
        try (ClosingStack closing = new ClosingStack()) {
            final LiveProgress live = closing.open(() -> new LiveProgress(progress, ranksNow::get));
            announce(options);
            final Demo demo = closing.open(() -> new Demo(options, self, ranksNow::set));
            final DemoResult result = demo.run();
            live.finish(result.json());
            report(result);
            return CommandLine.ExitCode.OK;
        } catch (final CommandFailure e) {
            throw e;
        } catch (final RuntimeException e) {
            json.writeFailed(e, fault -> TransferReport.failed("transfer", fault)
                .transport(transport, "failed").ranks(ranks).pool(pool.chunkBytes(), pool.poolBytes(), depth));
            throw e;
        }
    }

    private void announce(final DemoOptions options) {
        json.text().println(options.ranks() + " ranks x " + options.imageBytes() + " bytes into the " + store
            + " store, placement " + placement + "; pool of " + Units.bytes(pool.poolBytes()) + " in chunks of "
            + Units.bytes(pool.chunkBytes()));
        json.text().flush();
    }

    private void report(final DemoResult result) {
        final PrintWriter text = json.text();
        ResultTable.print(result.json(), text);
        final Object verify = result.json().values().get("verify");
        if (verify.equals(ResultJson.VERIFY_OK)) {
            text.println(VerifyCommand.okLine(result.verification()));
            text.println(Launcher.name() + " verify " + result.directory());
        }
        text.flush();
        json.write(result.json());
        if (!verify.equals(ResultJson.VERIFY_OK)) {
            throw new CommandFailure("verify: " + verify, null);
        }
    }

    private DemoOptions options() {
        try {
            return new DemoOptions(
                ranks, imageBytes, pool.chunkBytes(), pool.poolBytes(), depth, transport, rdma.options(), store,
                placement, directory, seed, Duration.ofSeconds(timeout));
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
