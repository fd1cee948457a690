package org.rankferry.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.rankferry.bufferpool.PoolException;
import org.rankferry.bufferpool.PoolGeometry;
import org.rankferry.engine.agent.NativeProgram;
import org.rankferry.engine.api.RdmaOptions;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.TargetOptions.Placing;
import org.rankferry.engine.cli.ByteSize;
import org.rankferry.engine.cli.RdmaFlags;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options of {@code rankferry bench}, and the configurations and the plan they make. */
final class BenchFlags {
    private static final List<String> TRANSPORTS = List.of("shm", "tcp", "rdma");
    private static final List<String> STORES = List.of("memory", "file");

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
        names = "--transport", split = ",", paramLabel = "NAME", defaultValue = "shm",
        description = "shm, tcp or rdma (default: ${DEFAULT-VALUE}).")
    private List<String> transports;

    @Option(
        names = "--ranks", split = ",", paramLabel = "N", defaultValue = "8",
        description = "Processes that write an image each (default: ${DEFAULT-VALUE}).")
    private List<Integer> ranks;

    @Option(
        names = "--image-bytes", paramLabel = "SIZE", converter = ByteSize.class, defaultValue = "21300000",
        description = "Of each image (default: ${DEFAULT-VALUE}).")
    private long imageBytes;

    @Option(
        names = "--chunk", split = ",", paramLabel = "SIZE", converter = ByteSize.class, defaultValue = "1M",
        description = "Bytes of a chunk (default: ${DEFAULT-VALUE}).")
    private List<Long> chunks;

    @Option(
        names = "--pool", paramLabel = "SIZE", converter = ByteSize.class, defaultValue = "10M",
        description = "Bytes of the chunk pool (default: ${DEFAULT-VALUE}).")
    private long poolBytes;

    @Option(
        names = "--depth", split = ",", paramLabel = "N", defaultValue = "" + SourceOptions.DEFAULT_READ_DEPTH,
        description = "READs in flight at the most (default: ${DEFAULT-VALUE}).")
    private List<Integer> depths;

    @Option(
        names = "--iterations", paramLabel = "N", defaultValue = "10",
        description = "Image sets measured for each configuration (default: ${DEFAULT-VALUE}).")
    private int iterations;

    @Option(
        names = "--warmup", paramLabel = "N", defaultValue = "200",
        description = "Image sets moved before, neither measured nor checked (default: ${DEFAULT-VALUE}).")
    private int warmup;

    @Option(
        names = "--store", paramLabel = "NAME", defaultValue = "memory",
        description = "memory (touched before) or file (default: ${DEFAULT-VALUE}).")
    private String store;

    @Option(
        names = "--dir", paramLabel = "DIR", description = "Empty or new, for the image sets of --store file.")
    private Path directory;

    @Option(
        names = "--placement", paramLabel = "HOW", defaultValue = "direct",
        description = "direct or staged (default: ${DEFAULT-VALUE}).")
    private Placing placement;

    @Option(names = "--no-crc", description = "Chunks carry no checksum.")
    private boolean noCrc;

    @Option(names = "--no-check", description = "Don't compare the content of every image set with what was written.")
    private boolean noCheck;

    @Option(
        names = "--no-write",
        description = "The ranks leave their chunks as they are, so the way from the pool to the images is measured"
            + " alone, without the ranks' own copy; there is nothing to compare then.")
    private boolean noWrite;

    @Option(names = "--no-baseline", description = "Don't take baselines between the image sets.")
    private boolean noBaseline;

    @Mixin
    private RdmaFlags rdma;

    @Option(
        names = "--seed", paramLabel = "N", defaultValue = "1",
        description = "Of the images' content (default: ${DEFAULT-VALUE}).")
    private long seed;

    /** Every combination of what was given as a list, checked before anything runs. */
    List<BenchCase> cases() {
        final List<BenchCase> cases = new ArrayList<>();
        for (final String transport : transports) {
            oneOf("--transport", transport, TRANSPORTS);
            for (final int count : ranks) {
                for (final long chunk : chunks) {
                    for (final int depth : depths) {
                        cases.add(new BenchCase(
                            transport, count, atLeast("--image-bytes", imageBytes, 1), chunkOf(chunk, count), poolBytes,
                            depthOf(depth), oneOf("--store", store, STORES), placement, !noCrc));
                    }
                }
            }
        }
        return cases;
    }

    /** How each is measured. */
    BenchPlan plan() {
        if (store.equals("file") && directory == null) {
            throw usage("--store file needs --dir DIR, empty or new");
        }
        return new BenchPlan(
            (int) atLeast("--iterations", iterations, 1), (int) atLeast("--warmup", warmup, 0), content(), !noBaseline,
            seed, rdmaOptions(), directory, NativeProgram.find("rankferry-rank"),
            NativeProgram.find("rankferry-baseline"));
    }

    private BenchContent content() {
        return noWrite ? BenchContent.UNWRITTEN : noCheck ? BenchContent.UNCHECKED : BenchContent.CHECKED;
    }

    private RdmaOptions rdmaOptions() {
        try {
            return rdma.options();
        } catch (final IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    private int chunkOf(final long chunkBytes, final int count) {
        try {
            final int chunk = (int) Math.min(chunkBytes, Integer.MAX_VALUE);
            PoolGeometry.of(chunk, poolBytes, count);
            return chunk;
        } catch (final PoolException e) {
            throw usage(e.getMessage());
        }
    }

    private int depthOf(final int depth) {
        if (depth < 1 || depth > SourceOptions.MAX_READ_DEPTH) {
            throw usage("--depth is " + depth + "; give 1 to " + SourceOptions.MAX_READ_DEPTH);
        }
        return depth;
    }

    private long atLeast(final String option, final long value, final long least) {
        if (value < least) {
            throw usage(option + " is " + value + "; give " + least + " or more");
        }
        return value;
    }

    private String oneOf(final String option, final String word, final List<String> words) {
        if (!words.contains(word)) {
            throw usage(String.format(
                Locale.ROOT, "%s is '%s'; give %s", option, word, String.join(" or ", words)));
        }
        return word;
    }

    private ParameterException usage(final String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
