package org.rankferry.engine.source;

/**
 * What each committed chunk of the pool holds. Columns of primitives, one row a chunk, so that a commit allocates
 * nothing.
 */
final class ChunkTable {
    private final int[] ranks;
    private final int[] streams;
    private final int[] lengths;
    private final int[] crcs;
    private final long[] positions;
    private final long[] ordinals;
    private final long[] readyNs;
    private final long[] sequences;
    private long nextSequence;

    ChunkTable(final int chunks) {
        ranks = new int[chunks];
        streams = new int[chunks];
        lengths = new int[chunks];
        crcs = new int[chunks];
        positions = new long[chunks];
        ordinals = new long[chunks];
        readyNs = new long[chunks];
        sequences = new long[chunks];
    }

    /** Notes a chunk that has become READY. The sequence it gets orders chunks of all ranks by their commit. */
    void committed(
        final int chunk, final int rank, final int stream, final long position, final int length, final int crc,
        final long ordinal, final long nowNs) {

        ranks[chunk] = rank;
        streams[chunk] = stream;
        positions[chunk] = position;
        lengths[chunk] = length;
        crcs[chunk] = crc;
        ordinals[chunk] = ordinal;
        readyNs[chunk] = nowNs;
        sequences[chunk] = nextSequence++;
    }

    int rank(final int chunk) {
        return ranks[chunk];
    }

    int stream(final int chunk) {
        return streams[chunk];
    }

    int length(final int chunk) {
        return lengths[chunk];
    }

    int crc(final int chunk) {
        return crcs[chunk];
    }

    long position(final int chunk) {
        return positions[chunk];
    }

    long ordinal(final int chunk) {
        return ordinals[chunk];
    }

    long readyNs(final int chunk) {
        return readyNs[chunk];
    }

    long sequence(final int chunk) {
        return sequences[chunk];
    }
}
