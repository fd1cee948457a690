package org.rankferry.protocol.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The images of a set as a list of streams of chunks, whose every value depends on rank, stream and ordinal. */
final class ModelImage {
    final List<Stream> streams = new ArrayList<>();
    final int ranks;

    /** One stream. */
    record Stream(int rank, int stream, boolean seekable, List<Chunk> chunks) {
        long length() {
            return chunks.stream().mapToLong(c -> c.position() + c.length()).max().orElse(0);
        }
    }

    /** One chunk. */
    record Chunk(int rank, int stream, long ordinal, long position, int length, int crc) {
    }

    ModelImage(Random random, int ranks, int chunkBytes) {
        this.ranks = ranks;
        for (int rank = 0; rank < ranks; rank++) {
            final int count = random.nextInt(3);
            for (int stream = 0; stream < count; stream++) {
                streams.add(stream(random, rank, stream, chunkBytes));
            }
        }
    }

    private static Stream stream(Random random, int rank, int stream, int chunkBytes) {
        final boolean seekable = random.nextBoolean();
        final List<Chunk> chunks = new ArrayList<>();
        long at = 0;
        for (int left = random.nextInt(40); left > 0; left--) {
            final int length = 1 + random.nextInt(chunkBytes);
            final long position = seekable ? random.nextInt(1 << 20) : at;
            at += length;
            chunks.add(new Chunk(rank, stream, chunks.size(), position, length, 31 * (31 * rank + stream)
                + chunks.size()));
        }
        return new Stream(rank, stream, seekable, chunks);
    }

    List<Stream> streamsOf(int rank) {
        return streams.stream().filter(s -> s.rank() == rank).toList();
    }

    long bytes() {
        return streams.stream().mapToLong(Stream::length).sum();
    }

    int chunks() {
        return streams.stream().mapToInt(s -> s.chunks().size()).sum();
    }
}
