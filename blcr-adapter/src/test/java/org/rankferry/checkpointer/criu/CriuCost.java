package org.rankferry.checkpointer.criu;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.agrona.IoUtil;
import org.rankferry.engine.Rankferry;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.checkpoint.Capture;
import org.rankferry.engine.checkpoint.CaptureInput;
import org.rankferry.engine.checkpoint.LocalRanks;
import org.rankferry.engine.checkpoint.LocalStarter;

/**
 * Measures a dump of a process of 200 MiB through the engine into verified target memory against {@code criu dump} into
 * {@code /dev/shm} and to a disk with fsync, and a restore from the engine's memory against one from {@code /dev/shm};
 * in turn, in one run. Run by hand, as root; asserts nothing.
 */
final class CriuCost {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WARM = 2;
    private static final String BYTES = Long.toString(200L << 20);

    private final CriuProgram program = CriuProgram.find();
    private final Path programs = Path.of("target", "native").toAbsolutePath();
    private final Path memory = Files.createTempDirectory(Path.of("/dev/shm"), "rankferry-cost-");
    private final Path disk;
    private final Map<String, List<Double>> costs = new TreeMap<>();

    private CriuCost(final Path disk) throws IOException {
        this.disk = Files.createTempDirectory(disk, "rankferry-cost-");
    }

    /** A directory on the disk, and how many rounds count. */
    @SuppressWarnings("SystemOut")
    public static void main(final String[] args) throws Exception {
        final CriuCost cost = new CriuCost(Path.of(args[0]));
        try {
            final int rounds = Integer.parseInt(args[1]);
            for (int i = 0; i < WARM + rounds; i++) {
                if (i == WARM) {
                    cost.costs.clear();
                }
                cost.round(i % 2 == 0);
            }
            cost.costs.forEach((what, all) -> System.out.println(what + ": " + text(all)));
        } finally {
            IoUtil.delete(cost.memory.toFile(), true);
            IoUtil.delete(cost.disk.toFile(), true);
        }
    }

    private void round(final boolean engineFirst) throws Exception {
        dumps(engineFirst);
        final Process keeper = keeper("bin/rankferry-contain", "test/keeper");
        restores(keeper.children().findFirst().orElseThrow().pid(), keeper, engineFirst);
    }

    /** Of one process, in turn. */
    private void dumps(final boolean engineFirst) throws Exception {
        final Process keeper = keeper("test/keeper");
        final long pid = keeper.pid();
        if (engineFirst) {
            engine(pid, false);
        }
        plain(pid, memory.resolve("plain"), "dump into /dev/shm", false);
        plain(pid, disk.resolve("plain"), "dump to the disk with fsync", true);
        if (!engineFirst) {
            engine(pid, false);
        }
        keeper.destroyForcibly().waitFor();
        IoUtil.delete(memory.resolve("plain").toFile(), true);
        IoUtil.delete(disk.resolve("plain").toFile(), true);
    }

    /** A session of its own, with its memory filled. */
    private Process keeper(final String... words) throws Exception {
        final Path counts = memory.resolve("counts");
        Files.deleteIfExists(counts);
        final List<String> command = new ArrayList<>(List.of("setsid"));
        for (final String word : words) {
            command.add(programs.resolve(word).toString());
        }
        command.addAll(List.of(counts.toString(), BYTES));
        final Process keeper = new ProcessBuilder(command).inheritIO().start();
        while (!Files.exists(counts) || Files.size(counts) < 20) {
            Thread.sleep(10);
        }
        return keeper;
    }

    /** The one copy of the process dies, and comes back from either image in turn. */
    private void restores(final long root, final Process keeper, final boolean engineFirst) throws Exception {
        if (engineFirst) {
            engine(root, true);
            plainRestore(root, keeper);
        } else {
            plainRestore(root, keeper);
            engine(child(), true);
        }
        new ProcessTree(child()).end();
        keeper.waitFor();
        IoUtil.delete(memory.resolve("plain").toFile(), true);
    }

    private void plainRestore(final long before, final Process keeper) throws Exception {
        final Path images = memory.resolve("plain");
        IoUtil.delete(images.toFile(), true);
        final long pid = keeper.isAlive() ? before : child();
        plain(pid, images, "unused", false);
        end(pid);
        final long startNs = System.nanoTime();
        run(program(List.of("restore", "-D", images.toString(), "-o", "restore.log", "--restore-detached",
            "--restore-sibling")));
        note("restore from /dev/shm", startNs);
    }

    /** Restored processes are children of this one. */
    private static long child() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive)
            .filter(one -> one.info().command().orElse("").endsWith("rankferry-contain"))
            .map(ProcessHandle::pid).max(Long::compare).orElseThrow();
    }

    private static void end(final long pid) throws InterruptedException {
        new ProcessTree(pid).end();
        Thread.sleep(200);
    }

    private void plain(final long pid, final Path images, final String what, final boolean sync) throws Exception {
        Files.createDirectories(images);
        final long startNs = System.nanoTime();
        run(program(List.of("dump", "-t", Long.toString(pid), "-D", images.toString(), "-o", "dump.log",
            "--leave-stopped")));
        if (sync) {
            try (Stream<Path> files = Files.list(images)) {
                for (final Path file : files.toList()) {
                    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        channel.force(true);
                    }
                }
            }
        }
        note(what, startNs);
        new ProcessTree(pid).goOn();
    }

    private void engine(final long pid, final boolean restore) throws Exception {
        final Path run = Files.createDirectories(memory.resolve("run"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        final Path secret = memory.resolve("secret");
        if (!Files.exists(secret)) {
            SecretFile.create(secret);
        }
        final Path socket = memory.resolve("t");
        final Capture capture =
            new CriuCheckpointer().prepare(0, List.of(new CaptureInput(null, Long.toString(pid))));
        try (Target target = Rankferry.target(TargetOptions.builder("unix:" + socket, secret, memory.resolve("images"))
            .transport("shm").runDirectory(run).reserveFiles(2).reserveBytes(208L << 20).build());
            Source source = Rankferry.source(SourceOptions.builder("cost", 1, secret, target.address())
                .transport("shm").runDirectory(run).build())) {
            Thread.sleep(1000); // the source finds its target, whose reserve is touched
            final long startNs = System.nanoTime();
            try (LocalRanks ranks = LocalRanks.start(source, "cost", List.of(capture), PATIENCE)) {
                source.awaitCommitted(PATIENCE);
                note(restore ? "unused" : "dump through the engine", startNs);
                assert ranks != null;
            }
            final Path set = target.awaitCommitted(PATIENCE).directory();
            if (restore) {
                end(pid);
                final long restoreNs = System.nanoTime();
                new CriuCheckpointer().prepareRestore(0, List.of()).run(target.image(0, PATIENCE), new LocalStarter());
                note("restore from the engine", restoreNs);
            } else {
                capture.goOn();
            }
            target.recycle(set);
        }
    }

    private List<String> program(final List<String> words) {
        final List<String> command = new ArrayList<>(List.of(program.path()));
        command.addAll(words);
        return command;
    }

    private static void run(final List<String> command) throws Exception {
        final Process process = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        if (process.waitFor() != 0) {
            throw new IOException(command + " ended with " + process.exitValue());
        }
    }

    private void note(final String what, final long startNs) {
        costs.computeIfAbsent(what, first -> new ArrayList<>()).add((System.nanoTime() - startNs) / 1e6);
    }

    private static String text(final List<Double> all) {
        final List<Double> sorted = all.stream().sorted().toList();
        return String.format(Locale.ROOT, "%.0f ms (%.0f to %.0f, n = %d)", sorted.get(sorted.size() / 2),
            sorted.getFirst(), sorted.getLast(), sorted.size());
    }
}
