package org.rankferry.engine.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.agrona.IoUtil;
import org.rankferry.bufferpool.directory.OwnedDirectory;
import org.rankferry.engine.agent.NativeProgram;
import org.rankferry.engine.api.RankProgress;
import org.rankferry.engine.api.RdmaOptions;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.observe.CountersFile;
import org.rankferry.engine.observe.CountersSnapshot;
import org.rankferry.engine.store.set.SetVerifier;
import org.rankferry.engine.store.set.Verification;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.rdma.device.RdmaDevices;

/**
 * One run of the demo: target first, then source and ranks, then the proof. {@link #run} is for one thread; any thread
 * may
 * {@link #close}, which ends the processes and with them the run.
 */
public final class Demo implements AutoCloseable {
    /** What {@code receive} says before and after the address it listens at. */
    public static final String ADDRESS_BEGIN = "listening at ";
    /** See {@link #ADDRESS_BEGIN}. */
    public static final String ADDRESS_END = "; transport ";

    private static final String LOOPBACK = "127.0.0.1";
    private static final long TICK_MS = 20;
    /** A rank that ends early is the source's to explain, and that takes a moment. */
    private static final long EXPLAIN_MS = 2000;

    private final DemoOptions options;
    private final List<String> rankferry;
    private final Consumer<List<RankProgress>> watcher;
    private final String name = DemoLeftovers.ownName();
    private final Path directory;
    private final Path runDirectory = OwnedDirectory.defaultRunDirectoryPath();
    private final Path work;
    private final Children children;
    private final long deadlineNs;

    /**
     * Gets ready and removes what the last demo left.
     *
     * @param options   of the demo.
     * @param rankferry command line that starts this program, from {@link SelfCommand}.
     * @param watcher   hears how far the ranks are, some times a second.
     */
    public Demo(
        final DemoOptions options, final List<String> rankferry, final Consumer<List<RankProgress>> watcher) {

        this.options = options;
        this.rankferry = List.copyOf(rankferry);
        this.watcher = watcher;
        deadlineNs = System.nanoTime() + options.timeout().toNanos();
        DemoLeftovers.remove();
        directory = options.directory() == null ? DemoLeftovers.ownSet(options.inMemory()) : options.directory();
        try {
            work = Files.createTempDirectory("rankferry-demo-");
        } catch (final IOException e) {
            throw new TransferException("no temporary directory can be made: " + e.getMessage(), e);
        }
        children = new Children(work);
    }

    /**
     * Runs it to its end.
     *
     * @throws TransferException when a process fails, with the line of the one that knows why.
     */
    public DemoResult run() {
        final Path program = NativeProgram.find("rankferry-rank");
        SecretFile.create(secret());
        // The ranks prepare their images and wait for the source, while both agents start.
        for (int rank = 0; rank < options.ranks(); rank++) {
            children.start("rank " + rank, rankCommand(program, rank));
        }
        final Child target = children.start("target", targetCommand());
        final Child source = children.start("source", sourceCommand(addressOf(target)));
        while (children.anyAlive()) {
            failWhenOneFailed(source, target);
            watch();
            pause(source);
        }
        failWhenOneFailed(source, target);
        final Verification verification = SetVerifier.verify(directory, (bytes, total) -> { });
        return new DemoResult(
            DemoReport.of(sourceJson(), targetJson(), verification), verification, directory);
    }

    @Override
    public void close() {
        children.close();
        IoUtil.delete(work.toFile(), true);
    }

    private List<String> rankCommand(final Path program, final int rank) {
        return List.of(
            program.toString(), "--job", name, "--rank", Integer.toString(rank), "--wait",
            "--door", runDirectory.resolve("source-" + name).resolve("door").toString(),
            "--bytes", Long.toString(options.imageBytes()), "--seed", Long.toString(options.seed()),
            "--deadline-ms", Long.toString(options.timeout().toMillis()));
    }

    private List<String> targetCommand() {
        final List<String> command = command("receive", targetJson());
        command.addAll(List.of(
            "--listen", listenAddress(),
            "--store", options.store(), "--dir", directory.toString(), "--placement", options.placement(),
            "--name", name, "--job", name));
        if (options.inMemory()) {
            command.addAll(List.of("--reserve", options.ranks() + "x" + options.imageBytes()));
        }
        return command;
    }

    private String listenAddress() {
        return switch (options.transport()) {
            case "shm" -> "unix:" + work.resolve("target.sock");
            case "tcp" -> LOOPBACK + ":0";
            default -> new Endpoint.Inet(
                RdmaDevices.read().own(options.rdma().devices())
                    .map(device -> device.address().getHostAddress()).orElse(LOOPBACK), 0).toString();
        };
    }

    private List<String> sourceCommand(final String address) {
        final List<String> command = command("send", sourceJson());
        command.addAll(List.of(
            "--connect", address, "--job", name, "--ranks", Integer.toString(options.ranks()),
            "--chunk", Long.toString(options.chunkBytes()), "--pool", Long.toString(options.poolBytes())));
        return command;
    }

    private List<String> command(final String subcommand, final Path json) {
        final List<String> command = new ArrayList<>(rankferry);
        command.addAll(List.of(
            subcommand, "--secret-file", secret().toString(), "--transport", options.transport(),
            "--depth", Integer.toString(options.readDepth()), "--progress", "none", "--json", json.toString(),
            "--timeout", Long.toString(options.timeout().toSeconds())));
        final RdmaOptions rdma = options.rdma();
        command.addAll(List.of("--queue-pairs", Integer.toString(rdma.queuePairs()), "--libdisni", rdma.library()));
        if (!rdma.devices().isEmpty()) {
            command.addAll(List.of("--device", String.join(",", rdma.devices())));
        }
        if (rdma.busyPoll()) {
            command.add("--busy-poll");
        }
        return command;
    }

    private Path secret() {
        return work.resolve("secret");
    }

    private Path sourceJson() {
        return work.resolve("source.json");
    }

    private Path targetJson() {
        return work.resolve("target.json");
    }

    private String addressOf(final Child target) {
        while (true) {
            for (final String line : target.output()) {
                final int end = line.indexOf(ADDRESS_END);
                if (line.startsWith(ADDRESS_BEGIN) && end > 0) {
                    return line.substring(ADDRESS_BEGIN.length(), end);
                }
            }
            failWhenOneFailed(target, target);
            pause(target);
        }
    }

    private void watch() {
        try {
            watcher.accept(CountersSnapshot.read(
                runDirectory.resolve("source-" + name).resolve(CountersFile.FILE_NAME)).progress());
        } catch (final IOException e) {
            // The source is not up yet, or has ended already.
            return;
        }
    }

    /** Waits a moment, less when the process that decides ends. */
    private void pause(final Child decisive) {
        if (System.nanoTime() - deadlineNs >= 0) {
            throw new TransferException("the demo has not ended within " + options.timeout().toSeconds()
                + " s; give fewer or smaller images");
        }
        try {
            if (decisive.process().waitFor(TICK_MS, TimeUnit.MILLISECONDS) && children.anyAlive()) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferException("interrupted", e);
        }
    }

    /** The agents know why a set failed; a rank only knows that it did. */
    private void failWhenOneFailed(final Child source, final Child target) {
        final Child failed = children.failed();
        if (failed == null) {
            return;
        }
        try {
            if (!target.failed() && source.process().isAlive()) {
                source.process().waitFor(EXPLAIN_MS, TimeUnit.MILLISECONDS);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (final Child child : List.of(source, target, failed)) {
            if (child.failed() && child.fault() != null) {
                throw new TransferException(child.fault());
            }
        }
        throw new TransferException(failed.ending());
    }
}
