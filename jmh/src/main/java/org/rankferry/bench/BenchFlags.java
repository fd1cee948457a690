package org.rankferry.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.rankferry.bench.scene.BenchCase;
import org.rankferry.bench.scene.BenchContent;
import org.rankferry.bench.scene.BenchScene;
import org.rankferry.bench.scene.Scratch;
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
    private static final int LONGEST_S = 24 * 3600;
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
        names = "--image-bytes", split = ",", paramLabel = "SIZE", converter = ByteSize.class,
        defaultValue = "21300000",
        description = "Of each image (default: ${DEFAULT-VALUE}).")
    private List<Long> imageBytes;

    @Option(
        names = "--chunk", split = ",", paramLabel = "SIZE", converter = ByteSize.class, defaultValue = "1M",
        description = "Bytes of a chunk (default: ${DEFAULT-VALUE}).")
    private List<Long> chunks;

    @Option(
        names = "--pool", split = ",", paramLabel = "SIZE", converter = ByteSize.class, defaultValue = "10M",
        description = "Bytes of the chunk pool (default: ${DEFAULT-VALUE}).")
    private List<Long> pools;

    @Option(
        names = "--depth", split = ",", paramLabel = "N", defaultValue = "" + SourceOptions.DEFAULT_READ_DEPTH,
        description = "READs in flight at the most (default: ${DEFAULT-VALUE}).")
    private List<Integer> depths;

    @Option(
        names = "--iterations", paramLabel = "N", defaultValue = "10",
        description = "Image sets measured for each configuration (default: ${DEFAULT-VALUE}).")
    private int iterations;

    @Option(
        names = "--duration", paramLabel = "SECONDS",
        description = "Measure each configuration until its image sets have taken that long together, instead of"
            + " --iterations.")
    private Double duration;

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

    @Option(
        names = "--peers",
        description = "Have rsync -W, tar | nc and cp copy the same bytes between the image sets; takes twice the"
            + " image set's bytes more.")
    private boolean peers;

    @Mixin
    private RdmaFlags rdma;

    @Option(
        names = "--seed", paramLabel = "N", defaultValue = "1",
        description = "Of the images' content (default: ${DEFAULT-VALUE}).")
    private long seed;

    /** Every combination of what was given as a list, checked before anything runs. */
    List<BenchCase> cases() {
        transports.forEach(word -> oneOf("--transport", word, TRANSPORTS));
        oneOf("--store", store, STORES);
        imageBytes.forEach(this::checkImage);
        ranks.forEach(count -> atLeast("--ranks", count, 1));
        depths.forEach(this::checkDepth);
        for (final int count : ranks) {
            chunks.forEach(chunk -> pools.forEach(pool -> checkPool(chunk, pool, count)));
        }
        return new BenchSweep(
            transports, ranks, imageBytes, chunks.stream().map(Math::toIntExact).toList(), pools, depths,
            rdmaSweep().stream().map(RdmaOptions::queuePairs).toList(), store, placement, !noCrc).cases();
    }

    /**
     * How each is measured.
     *
     * @param scratch for sockets and images.
     * @param secret  file that the target has too.
     * @param remote  whether targets are at a server.
     */
    BenchPlan plan(final Scratch scratch, final Path secret, final boolean remote) {
        if (store.equals("file") && directory == null && !remote) {
            throw usage("--store file needs --dir DIR, empty or new");
        }
        if (peers && remote) {
            throw usage("--peers compares on one host; leave --connect away");
        }
        if (peers && noWrite) {
            throw usage("--peers copies what ranks write; leave --no-write away");
        }
        if (duration != null && !(duration > 0 && duration <= LONGEST_S)) {
            throw usage("--duration is " + duration + "; give more than 0 and at most " + LONGEST_S + " seconds");
        }
        return new BenchPlan(
            (int) atLeast("--iterations", iterations, 1),
            duration == null ? null : Duration.ofNanos((long) (duration * 1e9)),
            (int) atLeast("--warmup", warmup, 0), !noBaseline, peers,
            new BenchScene.SourcePlace(
                secret, scratch, rdma(), content(), seed, NativeProgram.find("rankferry-rank")),
            NativeProgram.find("rankferry-baseline"));
    }

    /** For images of the file store, else null. */
    Path directory() {
        return directory;
    }

    /** How {@code rdma} uses the devices here; each configuration has its own queue pairs. */
    RdmaOptions rdma() {
        return rdmaSweep().getFirst();
    }

    private BenchContent content() {
        return noWrite ? BenchContent.UNWRITTEN : noCheck ? BenchContent.UNCHECKED : BenchContent.CHECKED;
    }

    private List<RdmaOptions> rdmaSweep() {
        try {
            return rdma.sweep();
        } catch (final IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    private void checkImage(final long bytes) {
        if (atLeast("--image-bytes", bytes, 1) > BenchCase.MOST_IMAGE_BYTES) {
            throw usage("--image-bytes is " + bytes + "; give at most " + BenchCase.MOST_IMAGE_BYTES);
        }
    }

    private void checkPool(final long chunkBytes, final long poolBytes, final int count) {
        try {
            PoolGeometry.of((int) Math.min(chunkBytes, Integer.MAX_VALUE), poolBytes, count);
        } catch (final PoolException e) {
            throw usage(e.getMessage());
        }
    }

    private void checkDepth(final int depth) {
        if (depth < 1 || depth > SourceOptions.MAX_READ_DEPTH) {
            throw usage("--depth is " + depth + "; give 1 to " + SourceOptions.MAX_READ_DEPTH);
        }
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
