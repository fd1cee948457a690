package org.rankferry.engine.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.agrona.IoUtil;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.rank.ImageVoidException;
import org.rankferry.engine.rank.RankWriter;
import org.rankferry.engine.rank.StreamWriter;
import org.rankferry.engine.synthetic.ImageContent;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.rdma.device.RdmaDevices;

import static org.junit.jupiter.api.Assertions.assertNull;

/**
 * A place for one transfer in a test: directories, secret, options, and ranks that write content that can be checked.
 */
final class Transfer implements AutoCloseable {
    static final Duration DEADLINE = Duration.ofSeconds(30);
    static final long SEED = 7;
    static final String JOB = "lu";

    private final Path root;
    private final Path secret;
    private final Path memory;
    private final ExecutorService ranks = Executors.newCachedThreadPool();
    private final List<Future<?>> running = new ArrayList<>();

    Transfer(final Path root) throws IOException {
        this.root = root;
        memory = Files.createTempDirectory(Path.of("/dev/shm"), "rankferry-test-");
        secret = root.resolve("secret");
        SecretFile.create(secret);
        Files.createDirectory(root.resolve("run"));
        Files.setPosixFilePermissions(
            root.resolve("run"), PosixFilePermissions.fromString("rwx------"));
    }

    Path secret() {
        return secret;
    }

    Path runDirectory() {
        return root.resolve("run");
    }

    /** Where images of a store go; those of the memory store have to be on tmpfs. */
    Path images(final String store) {
        return (store.equals("memory") ? memory : root).resolve("images");
    }

    String unixAddress() {
        return "unix:" + root.resolve("target.sock");
    }

    private String listenAddress(final String transport) {
        return switch (transport) {
            case "tcp" -> "127.0.0.1:0";
            case "rdma" -> new Endpoint.Inet(
                RdmaDevices.read().own(List.of()).orElseThrow().address().getHostAddress(), 0).toString();
            default -> unixAddress();
        };
    }

    TargetOptions.Builder target(final String transport, final String store) {
        return TargetOptions.builder(
                listenAddress(transport), secret, images(store))
            .transport(transport).store(store).runDirectory(runDirectory());
    }

    SourceOptions.Builder source(final String transport, final int count, final String... addresses) {
        return SourceOptions.builder(JOB, count, secret, addresses)
            .transport(transport).runDirectory(runDirectory()).chunkBytes(64 << 10).poolBytes(1 << 20);
    }

    /** Starts ranks 0 to count - 1, each of which writes one stream {@code ctx} and waits for the commit. */
    void startRanks(final Path door, final int count, final long bytes) {
        startRanks(door, count, 0, bytes);
    }

    /** The same for ranks first to count - 1. */
    void startRanks(final Path door, final int count, final int first, final long bytes) {
        for (int rank = first; rank < count; rank++) {
            final int number = rank;
            running.add(ranks.submit(() -> writeImage(door, number, bytes)));
        }
    }

    /** Waits for all ranks and rethrows what they failed with. */
    void awaitRanks() throws InterruptedException {
        for (final Future<?> rank : running) {
            try {
                rank.get();
            } catch (final ExecutionException e) {
                throw new AssertionError("a rank failed: " + e.getCause().getMessage(), e.getCause());
            }
        }
        running.clear();
    }

    /** Asserts that the set in a directory has the content ranks wrote. */
    static void assertContent(final Path directory, final int count, final long bytes) throws IOException {
        for (int rank = 0; rank < count; rank++) {
            assertNull(ImageContent.checkFile(
                directory.resolve("rank-" + rank).resolve("ctx"), ImageContent.key(SEED, rank, 0), bytes));
        }
    }

    @Override
    public void close() {
        ranks.shutdownNow();
        IoUtil.delete(memory.toFile(), false);
    }

    private static void writeImage(final Path door, final int rank, final long bytes) {
        try (RankWriter writer = RankWriter.attach(door, JOB, rank, DEADLINE)) {
            boolean again;
            do {
                again = false;
                try {
                    writer.awaitCheckpoint();
                    writeStream(writer, rank, bytes);
                    writer.endImage();
                    writer.awaitCommitted();
                } catch (final ImageVoidException e) {
                    if (!e.again()) {
                        throw e;
                    }
                    again = true;
                }
            } while (again);
        }
    }

    /** Begins the stream and leaves it with a chunk half filled. */
    static void writePart(final RankWriter writer, final int rank, final int bytes) {
        final ByteBuffer part = ByteBuffer.allocateDirect(bytes);
        ImageContent.fill(part, ImageContent.key(SEED, rank, 0), 0);
        writer.open("ctx", 0).write(part.flip());
    }

    static void writeStream(final RankWriter writer, final int rank, final long bytes) {
        final long key = ImageContent.key(SEED, rank, 0);
        final StreamWriter stream = writer.open("ctx", bytes);
        final ByteBuffer block = ByteBuffer.allocateDirect(40_000);
        for (long offset = 0; offset < bytes; offset += block.capacity()) {
            block.clear().limit((int) Math.min(block.capacity(), bytes - offset));
            ImageContent.fill(block, key, offset);
            stream.write(block.flip());
        }
        stream.end();
    }
}
