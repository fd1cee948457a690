package org.rankferry.protocol.image;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.rankferry.protocol.wire.Names;

/**
 * What a committed image set holds and where it came from.
 *
 * @param job name of the job
 * @param epoch of the migration, not negative
 * @param ranks how many images the set has, 1 or more
 * @param chunkBytes chunk size it was moved with
 * @param checkpointer that wrote the images, with its version
 * @param source machine the images came from
 * @param crcChecked whether chunks carried a CRC that was checked on arrival
 * @param created when the set was committed, an ISO-8601 instant
 * @param streams all streams; sorted here by rank, then stream
 */
public record Manifest(String job, long epoch, int ranks, long chunkBytes, String checkpointer, MachineIdentity source,
    boolean crcChecked, String created, List<ManifestStream> streams) {

    /** Name of the manifest's file beside the streams. */
    public static final String FILE_NAME = "manifest.json";

    /**
     * Sorts the streams and checks everything.
     *
     * @throws IllegalArgumentException naming field and value in one line
     */
    public Manifest {
        final String fault = Names.jobFault(job);
        require(fault == null, fault);
        require(epoch >= 0, "epoch is " + epoch + ", at least 0");
        require(ranks >= 1, "ranks is " + ranks + ", at least 1");
        require(chunkBytes >= 1, "chunk_bytes is " + chunkBytes + ", at least 1");
        require(checkpointer.chars().noneMatch(Character::isISOControl), "checkpointer has a control character");
        checkInstant(created);
        streams = streams.stream()
            .sorted(Comparator.comparingInt(ManifestStream::rank).thenComparingInt(ManifestStream::stream))
            .toList();
        checkStreams(ranks, streams);
    }

    /**
     * Bytes of all streams.
     *
     * @return the sum of their lengths
     */
    public long bytes() {
        return streams.stream().mapToLong(ManifestStream::length).sum();
    }

    private static void checkInstant(String created) {
        try {
            require(Instant.parse(created).toString().equals(created), "created is \"" + created + "\", not canonical");
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("created is not an ISO-8601 instant: " + e.getMessage(), e);
        }
    }

    private static void checkStreams(int ranks, List<ManifestStream> streams) {
        final Set<StreamKey> keys = new HashSet<>();
        final Map<Integer, StreamNames> names = new HashMap<>();
        long bytes = 0;
        for (final ManifestStream stream : streams) {
            final String where = "rank " + stream.rank() + " stream " + stream.stream();
            require(keys.add(stream.key()), where + " is listed twice");
            final String clash =
                names.computeIfAbsent(stream.rank(), rank -> new StreamNames()).add(stream.name(), "the rank");
            require(clash == null, where + ": " + clash);
            require(bytes <= Long.MAX_VALUE - stream.length(), where + ": lengths add up to more than 2^63 - 1");
            bytes += stream.length();
        }
        require(names.size() <= ranks, "ranks is " + ranks + ", but streams of " + names.size() + " ranks are listed");
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(fault);
        }
    }
}
