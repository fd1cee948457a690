package org.rankferry.bench.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import org.agrona.IoUtil;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.synthetic.ImageContent;

/** The images of a set as files in memory, and an empty place beside them. Removed when it is closed. */
final class PeerFiles implements AutoCloseable {
    private static final int BLOCK = 1 << 20;
    private static final int PATIENCE_S = 30;
    private static final long LEAST_BYTES_PER_S = 20L << 20;

    private final Path root;
    private final int ranks;
    private final long imageBytes;

    /**
     * Writes the files, with what ranks write.
     *
     * @param root       that does not exist, in {@code /dev/shm}.
     * @param ranks      files.
     * @param imageBytes of each.
     * @param seed       of the content.
     */
    PeerFiles(final Path root, final int ranks, final long imageBytes, final long seed) {
        this.root = root;
        this.ranks = ranks;
        this.imageBytes = imageBytes;
        try {
            Files.createDirectories(from());
            Files.createDirectories(to());
            for (int rank = 0; rank < ranks; rank++) {
                write(from().resolve("rank-" + rank), ImageContent.key(seed, rank, 0));
            }
        } catch (final IOException e) {
            close();
            throw new TransferException("files for other tools can't be made in " + root + ": " + e.getMessage(), e);
        }
    }

    private void write(final Path file, final long key) throws IOException {
        final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long at = 0; at < imageBytes; at += BLOCK) {
                block.clear().limit((int) Math.min(BLOCK, imageBytes - at));
                ImageContent.fill(block, key, at);
                block.flip();
                while (block.hasRemaining()) {
                    channel.write(block);
                }
            }
        }
    }

    /** Everything lies beneath it. */
    Path root() {
        return root;
    }

    /** What is copied. */
    Path from() {
        return root.resolve("from");
    }

    /** Where it goes. */
    Path to() {
        return root.resolve("to");
    }

    /** Bytes of all files. */
    long bytes() {
        return ranks * imageBytes;
    }

    /** A tool that takes longer hangs. */
    Duration limit() {
        return Duration.ofSeconds(PATIENCE_S + bytes() / LEAST_BYTES_PER_S);
    }

    /** Removes what has been copied. */
    void clear() {
        IoUtil.delete(to().toFile(), false);
        IoUtil.ensureDirectoryExists(to().toFile(), to().toString());
    }

    /** Compares what has been copied, byte for byte. Returns what is wrong, in one line, or null. */
    String check() {
        try {
            for (int rank = 0; rank < ranks; rank++) {
                final Path copied = to().resolve("rank-" + rank);
                if (!Files.exists(copied)) {
                    return "rank-" + rank + " did not arrive";
                }
                final long wrong = Files.mismatch(from().resolve("rank-" + rank), copied);
                if (wrong >= 0) {
                    return "rank-" + rank + " differs at offset " + wrong;
                }
            }
            return null;
        } catch (final IOException e) {
            throw new TransferException("copied files can't be compared: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        IoUtil.delete(root.toFile(), true);
    }
}
