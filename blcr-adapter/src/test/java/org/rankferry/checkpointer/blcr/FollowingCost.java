package org.rankferry.checkpointer.blcr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.agrona.IoUtil;
import org.rankferry.checkpointer.TransferScene;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.checkpoint.Capture;
import org.rankferry.engine.checkpoint.CaptureInput;
import org.rankferry.engine.checkpoint.Checkpointers;
import org.rankferry.engine.checkpoint.LocalRanks;
import org.rankferry.engine.nativeio.Libc;
import org.rankferry.engine.observe.CpuTime;

/**
 * Measures what it costs to follow a context of 202 MiB while it is moved: {@code blcr} against {@code files}, in
 * turn, by wall and CPU time of this process, from a file and from a pipe. Run by hand; asserts nothing.
 */
final class FollowingCost {
    private static final BlcrPlan PLAN = BlcrPlan.of(4, 0, 100, 1024);
    private static final int WARM = 4;
    private static final int RUNS = 5;
    private static final int CHUNK = 1 << 20;

    private FollowingCost() {
    }

    /** One run. */
    private record Cost(double wallMs, double cpuMs) {
    }

    /** With nothing. */
    @SuppressWarnings("SystemOut")
    public static void main(final String[] args) throws Exception {
        final Path root = Files.createTempDirectory(Path.of("/dev/shm"), "rankferry-cost-");
        try {
            final Path context = root.resolve("context");
            try (FileChannel out = FileChannel.open(context, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                System.out.println(BlcrGenerator.write(PLAN, out));
            }
            final List<Double> alone = new ArrayList<>();
            for (int i = 0; i < WARM * RUNS; i++) {
                alone.add(alone(context));
            }
            System.out.println("the check alone, ms: " + text(alone.subList(WARM * RUNS - RUNS, WARM * RUNS)));
            compare(root, context, false);
            compare(root, context, true);
        } finally {
            IoUtil.delete(root.toFile(), true);
        }
    }

    @SuppressWarnings("SystemOut")
    private static void compare(final Path root, final Path context, final boolean pipe) throws Exception {
        final Map<String, List<Cost>> costs = new TreeMap<>();
        for (int i = 0; i < WARM + RUNS; i++) {
            for (final String name : i % 2 == 0 ? List.of("files", "blcr") : List.of("blcr", "files")) {
                final Cost cost = run(root, context, name, pipe);
                if (i >= WARM) {
                    costs.computeIfAbsent(name, key -> new ArrayList<>()).add(cost);
                }
            }
        }
        costs.forEach((name, all) -> System.out.println((pipe ? "pipe, " : "file, ") + name + ": wall ms "
            + text(all.stream().map(Cost::wallMs).toList()) + ", CPU ms "
            + text(all.stream().map(Cost::cpuMs).toList())));
    }

    private static double alone(final Path context) throws IOException {
        try (FileChannel file = FileChannel.open(context)) {
            final ByteBuffer all = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            final long start = System.nanoTime();
            final BlcrStream check = new BlcrStream();
            for (int at = 0; at < all.capacity(); at += CHUNK) {
                check.take(all.slice(at, Math.min(CHUNK, all.capacity() - at)));
            }
            check.end();
            return (System.nanoTime() - start) / 1e6;
        }
    }

    private static Cost run(final Path root, final Path context, final String checkpointer, final boolean pipe)
        throws Exception {

        final Path place = Files.createTempDirectory(root, "run");
        final Path input = pipe ? place.resolve("fifo") : context;
        if (pipe) {
            Libc.makeFifo(input);
        }
        final Process writer = !pipe ? null
            : new ProcessBuilder("dd", "bs=1M", "status=none", "if=" + context, "of=" + input).start();
        try (TransferScene scene = new TransferScene(place, 1, CHUNK)) {
            final Capture capture =
                Checkpointers.named(checkpointer).prepare(0, List.of(new CaptureInput("context", input.toString())));
            final double cpu = CpuTime.ofSelf();
            final long start = System.nanoTime();
            try (LocalRanks ranks = LocalRanks.start(
                scene.source(), TransferScene.JOB, List.of(capture), TransferScene.DEADLINE)) {
                final TransferResult result = scene.source().awaitCommitted(TransferScene.DEADLINE);
                final Cost cost = new Cost((System.nanoTime() - start) / 1e6, (CpuTime.ofSelf() - cpu) * 1e3);
                if (result.bytes() != Files.size(context) || ranks == null) {
                    throw new IllegalStateException(result.toString());
                }
                return cost;
            }
        } finally {
            if (writer != null) {
                writer.waitFor();
            }
            IoUtil.delete(place.toFile(), true);
        }
    }

    /** Median and range. */
    private static String text(final List<Double> values) {
        final List<Double> sorted = values.stream().sorted().toList();
        return String.format(Locale.ROOT, "%.1f (%.1f to %.1f)", sorted.get(sorted.size() / 2), sorted.getFirst(),
            sorted.getLast());
    }
}
