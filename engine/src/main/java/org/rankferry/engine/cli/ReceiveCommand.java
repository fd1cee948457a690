package org.rankferry.engine.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.rankferry.engine.Rankferry;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.demo.Demo;
import org.rankferry.engine.observe.CpuMeter;
import org.rankferry.engine.observe.ResultJson;
import org.rankferry.engine.observe.TransferReport;
import org.rankferry.engine.store.ImageStores;
import org.rankferry.engine.transport.Endpoint;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rankferry receive}: a target. */
@Command(
    name = "receive",
    description = "Takes an image set from 'rankferry send' on another node (or this one) and verifies it.",
    footer = {
        "", "Examples:",
        "  rankferry receive --listen 0.0.0.0:7000 --secret-file s --store file --dir /scratch/images",
        "  rankferry receive --listen spare:7000 --secret-file s --reserve 8x32M --keep-listening",
        "  rankferry receive --listen unix:/tmp/ferry --transport shm --secret-file s"})
final class ReceiveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private TransferFlags flags;

    @Option(
        names = "--listen", required = true, paramLabel = "ADDRESS",
        description = "HOST:PORT or unix:PATH to listen at; port 0 takes a free one.")
    private String listen;

    @Option(
        names = "--store", paramLabel = "NAME", defaultValue = "memory",
        description = "memory (on tmpfs) or file (default: ${DEFAULT-VALUE}).")
    private String store;

    @Option(
        names = "--dir", paramLabel = "DIR",
        description = "Where the image set goes: an empty or a new directory. Needed for the file store; the default of"
            + " the memory store is a directory per set beside the run directory in /dev/shm.")
    private Path directory;

    @Option(
        names = "--placement", paramLabel = "HOW", defaultValue = "direct",
        description = "direct: READs land in the image; staged: in a pool, and from there in the image"
            + " (default: ${DEFAULT-VALUE}).")
    private TargetOptions.Placing placement;

    @Option(
        names = "--reserve", paramLabel = "COUNTxSIZE", converter = ReserveSize.Converter.class,
        description = "Memory to get ready before anything comes: a file for each stream, or just SIZE for one.")
    private ReserveSize reserve = ReserveSize.NONE;

    @Option(
        names = "--max-bytes", paramLabel = "SIZE", converter = ByteSize.class, defaultValue = "0",
        description = "Bytes of images to take (default: what there is room for).")
    private long maxBytes;

    @Option(names = "--job", paramLabel = "NAME", description = "Take this job only.")
    private String job;

    @Option(names = "--epoch", paramLabel = "N", defaultValue = "0", description = "Take this epoch only.")
    private long epoch;

    @Option(
        names = "--chunk", paramLabel = "SIZE", converter = ByteSize.class, defaultValue = "0",
        description = "Take sources with this chunk size only.")
    private long chunk;

    @Option(
        names = "--pool", paramLabel = "SIZE", converter = ByteSize.class, defaultValue = "0",
        description = "Take sources with this pool size only.")
    private long pool;

    @Option(
        names = "--name", paramLabel = "NAME", defaultValue = "default",
        description = "Of this target among those of this host (default: ${DEFAULT-VALUE}).")
    private String name;

    @Option(
        names = "--keep-listening",
        description = "Take one set after the other, each into a directory of its own, until stopped.")
    private boolean keepListening;

    @Override
    public Integer call() {
        final TargetOptions options = options();
        final Duration timeout = timeout();
        final ReceiveObserver observer = new ReceiveObserver();
        try (ClosingStack closing = new ClosingStack()) {
            final Target target = closing.open(() -> Rankferry.target(options, observer));
            flags.json.text().println(
                Demo.ADDRESS_BEGIN + target.address() + Demo.ADDRESS_END + target.transportReason());
            flags.json.text().println("readers of arriving images attach at " + target.door());
            flags.json.text().flush();
            final LiveProgress progress = closing.open(() -> new LiveProgress(flags.progress, target::progress));
            observer.tell(progress::note);
            final CpuMeter cpu = observer.cpu();
            if (keepListening) {
                receiveAll(target, progress, cpu);
            } else {
                flags.json.write(report(target.awaitCommitted(timeout), progress, cpu));
            }
            return CommandLine.ExitCode.OK;
        } catch (final RuntimeException e) {
            flags.json.writeFailed(e, fault -> TransferReport.failed("receive", fault)
                .transport(options.transport(), "failed").ranks(0)
                .pool(options.chunkBytes(), options.poolBytes(), options.readDepth()));
            throw e;
        }
    }

    private void receiveAll(final Target target, final LiveProgress progress, final CpuMeter cpu) {
        final List<ResultJson> results = new ArrayList<>();
        while (!ClosingStack.isStopping()) {
            try {
                results.add(report(target.awaitCommitted(timeout()), progress, cpu));
                flags.json.write(results);
            } catch (final TransferException e) {
                if (ClosingStack.isStopping()) {
                    return;
                }
                progress.giveUp();
                spec.commandLine().getErr().println(FaultLines.line(e.getMessage()));
            }
        }
    }

    private ResultJson report(final TransferResult result, final LiveProgress progress, final CpuMeter cpu) {
        final ResultJson json = TransferReport.of("receive", result, cpu.seconds()).build();
        progress.finish(json);
        ResultTable.print(json, flags.json.text());
        flags.json.text().println("job " + result.job() + ", epoch " + result.epoch() + " is in " + result.directory());
        flags.json.text().flush();
        return json;
    }

    private TargetOptions options() {
        try {
            TransferFlags.checkJob(job);
            Endpoint.parse(listen);
            if (directory == null && !store.equals("memory")) {
                throw new IllegalArgumentException("--store " + store + " needs --dir DIR, for the image set");
            }
            return TargetOptions.builder(listen, flags.secretFile, directory == null ? defaultDirectory() : directory)
                .transport(flags.transport)
                .rdma(flags.rdma.options())
                .store(store)
                .keepSets(keepListening || directory == null)
                .placement(placement)
                .maxBytes(maxBytes)
                .reserveFiles(reserve.files())
                .reserveBytes(reserve.bytes())
                .readDepth(flags.depth)
                .job(job)
                .epoch(epoch)
                .chunkBytes(Math.toIntExact(chunk))
                .poolBytes(pool)
                .name(name)
                .deadlines(flags.deadlines())
                .build();
        } catch (final IllegalArgumentException | ArithmeticException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Duration timeout() {
        try {
            return flags.timeout();
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Beside the run directory, which shall be empty when nothing runs. */
    private Path defaultDirectory() {
        return ImageStores.defaultDirectory().resolve(name);
    }
}
