package org.rankferry.engine.coordinator.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.jr.ob.JSON;

/**
 * What a job can be brought back from: the images of all its ranks, and this beside them. It is written last, when the
 * images of every node are on stable storage; a directory without it is no checkpoint.
 *
 * <pre>
 *  DIR/heat.5/checkpoint.json     {"job": {...}, "epoch": 5, "created": "..."}
 *  DIR/heat.5/n0/                 the image set of node n0
 *  DIR/heat.5/n1/
 * </pre>
 *
 * <p>On a parallel file system there is one such directory. Where DIR is local to each node, each holds its own image
 * set, and the host of the job manager the record.
 *
 * @param job     as it ran, its ranks where they were.
 * @param epoch   of the checkpoint.
 * @param created when.
 */
public record CheckpointRecord(JobSpec job, long epoch, Instant created) {
    /** Name of the record. */
    public static final String FILE = "checkpoint.json";

    private static final String TEMPORARY = FILE + ".tmp";

    /** Where a checkpoint goes. */
    public static Path directory(final Path to, final String job, final long epoch) {
        return to.resolve(job + "." + epoch);
    }

    /** Where the nodes of a job keep their images in it. */
    public static Map<String, String> directories(final Path checkpoint, final Set<String> nodes) {
        final Map<String, String> result = new TreeMap<>();
        nodes.forEach(node -> result.put(node, checkpoint.resolve(node).toString()));
        return result;
    }

    /**
     * Makes the directory, and writes the record on stable storage under a name that does not count.
     *
     * @throws CheckpointException when that is not possible.
     */
    public void write(final Path checkpoint) {
        try {
            Files.createDirectories(checkpoint);
            final Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("job", job.toMap());
            fields.put("epoch", epoch);
            fields.put("created", created.toString());
            try (FileChannel channel = FileChannel.open(
                checkpoint.resolve(TEMPORARY),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                final ByteBuffer bytes = ByteBuffer.wrap(JSON.std.asBytes(fields));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
        } catch (final IOException e) {
            throw notWritten(checkpoint, e);
        }
    }

    /** Has the record count. */
    public static void publish(final Path checkpoint) {
        try {
            Files.move(
                checkpoint.resolve(TEMPORARY), checkpoint.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
            force(checkpoint);
            force(checkpoint.toAbsolutePath().getParent());
        } catch (final IOException e) {
            throw notWritten(checkpoint, e);
        }
    }

    /** Has it not count any more; the images are left to their nodes, and the directory to the last who is there. */
    public static void withdraw(final Path checkpoint) {
        try {
            Files.deleteIfExists(checkpoint.resolve(FILE));
            Files.deleteIfExists(checkpoint.resolve(TEMPORARY));
            try (Stream<Path> left = Files.list(checkpoint)) {
                if (left.findAny().isEmpty()) {
                    Files.delete(checkpoint);
                }
            }
        } catch (final NoSuchFileException e) {
            return; // the last node has removed it
        } catch (final IOException e) {
            throw new CheckpointException(
                "record of checkpoint " + checkpoint + " can't be removed: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the record of a checkpoint.
     *
     * @throws CheckpointException when there is none, or it is damaged.
     */
    public static CheckpointRecord read(final Path checkpoint) {
        final Path file = checkpoint.resolve(FILE);
        if (!Files.exists(file)) {
            throw new CheckpointException(checkpoint + " is no checkpoint of a job: it has no " + FILE
                + "; the images of a node alone can be looked at with `rankferry verify`", null);
        }
        try {
            final Map<String, Object> fields = JSON.std.mapFrom(Files.readString(file));
            return new CheckpointRecord(
                JobSpec.of((Map<?, ?>) fields.get("job")), ((Number) fields.get("epoch")).longValue(),
                Instant.parse((String) fields.get("created")));
        } catch (final IOException | RuntimeException e) {
            throw new CheckpointException(file + " can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * A directory that is a checkpoint, or has some: then the one that was taken last.
     *
     * @throws CheckpointException when there is none.
     */
    public static Path find(final Path directory) {
        if (Files.exists(directory.resolve(FILE))) {
            return directory;
        }
        try (Stream<Path> all = Files.list(directory)) {
            final List<Path> found = all.filter(path -> Files.exists(path.resolve(FILE))).toList();
            final Optional<Path> last = found.stream().max(Comparator.comparing(path -> read(path).created()));
            return last.orElseThrow(() -> new CheckpointException(
                "there is no checkpoint in " + directory + ": no directory there has a " + FILE, null));
        } catch (final IOException e) {
            throw new CheckpointException(directory + " can't be looked into: " + e.getMessage(), e);
        }
    }

    private static void force(final Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static CheckpointException notWritten(final Path checkpoint, final IOException e) {
        return new CheckpointException("record of checkpoint " + checkpoint + " can't be written: " + e.getMessage()
            + "; give a directory with --to that the job manager can write to", e);
    }
}
