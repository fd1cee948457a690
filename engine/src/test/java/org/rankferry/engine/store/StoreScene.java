package org.rankferry.engine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.UUID;

import org.rankferry.engine.transport.Destination;
import org.rankferry.engine.transport.MemoryRegistrar;
import org.rankferry.protocol.image.Crc32c;
import org.rankferry.protocol.image.ExtentSet;
import org.rankferry.protocol.image.MachineIdentity;
import org.rankferry.protocol.image.Manifest;
import org.rankferry.protocol.image.ManifestStream;

/** What tests of the stores share: a directory in memory, content that tells where it belongs, and a set's way. */
public final class StoreScene {
    private static final Path MEMORY = Path.of("/dev/shm");

    private StoreScene() {
    }

    /** A new directory in memory. */
    public static Path newDirectory() throws IOException {
        return Files.createTempDirectory(MEMORY, "rankferry-store-test-");
    }

    /** Removes a directory and all in it. */
    public static void remove(final Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(final Path directory, final IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Options without registrar and limit. */
    public static StoreOptions options(final Path directory, final int chunkBytes, final StoreOptions.Reserve reserve) {
        return new StoreOptions(directory, false, 0, reserve, chunkBytes, MemoryRegistrar.NONE);
    }

    /** The set of a job. */
    public static SetIdentity identity(final String job, final long epoch, final long expectedBytes) {
        return new SetIdentity(new UUID(7, epoch), job, epoch, 1, expectedBytes);
    }

    /** Byte of a stream, which depends on rank, stream, round of writing and offset; never 0. */
    public static byte byteAt(final int rank, final String stream, final int round, final long offset) {
        long h = offset * 0x9E3779B97F4A7C15L + rank * 0xBF58476D1CE4E5B9L + stream.hashCode() * 31L + round;
        h = (h ^ h >>> 30) * 0xBF58476D1CE4E5B9L;
        h = (h ^ h >>> 27) * 0x94D049BB133111EBL;
        return (byte) (1 + Math.floorMod(h ^ h >>> 31, 255));
    }

    /** Bytes of a stream. */
    public static byte[] bytes(
        final int rank, final String stream, final int round, final long offset, final int length) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = byteAt(rank, stream, round, offset + i);
        }
        return bytes;
    }

    /** Places a chunk as the target agent does: where to land, landing, completion. */
    public static void place(final Placement placement, final int slot, final IncomingStream stream,
        final long position, final byte[] chunk) {
        final Destination destination = new Destination();
        placement.prepare(slot, stream, position, chunk.length, destination);
        int done = 0;
        for (int i = 0; i < destination.pieces(); i++) {
            destination.slab(i).buffer().put(destination.position(i), chunk, done, destination.length(i));
            done += destination.length(i);
        }
        if (done != chunk.length) {
            throw new AssertionError("destination of " + done + " bytes for " + chunk.length);
        }
        placement.complete(slot, stream, position, chunk.length);
    }

    /** Writes and finishes a whole stream in chunks. */
    public static ManifestStream writeStream(final IncomingSet set, final int rank, final int id, final String name,
        final int length, final int chunkBytes) {
        final IncomingStream stream = set.open(rank, name, length, false);
        final byte[] all = bytes(rank, name, 0, 0, length);
        for (int at = 0; at < length; at += chunkBytes) {
            stream.write(at, ByteBuffer.wrap(all, at, Math.min(chunkBytes, length - at)));
        }
        final ExtentSet held = new ExtentSet();
        held.add(0, length);
        stream.finish(length, held);
        stream.arrival().end(length);
        return new ManifestStream(rank, id, name, length, Crc32c.of(all));
    }

    /** A manifest of streams. */
    public static Manifest manifest(final String job, final List<ManifestStream> streams) {
        return new Manifest(job, 1, 64, 4096, "test 1", new MachineIdentity("x86_64", "6.1.0", "glibc 2.36"), true,
            "2026-01-01T00:00:00Z", streams);
    }
}
