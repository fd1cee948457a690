package org.rankferry.protocol.image;

/**
 * Names a stream of a rank's image within a set.
 *
 * @param rank of the job, not negative
 * @param stream chosen by the rank, 0..65534
 */
public record StreamKey(int rank, int stream) {
    /** Largest stream id; the next is the schema's null value. */
    public static final int MAX_STREAM = 65534;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException naming what is outside
     */
    public StreamKey {
        check(rank, stream);
    }

    /**
     * The key of a primitive map.
     *
     * @return rank in the upper, stream in the lower 32 bits
     */
    public long packed() {
        return pack(rank, stream);
    }

    /**
     * The key of a primitive map, without an object.
     *
     * @param rank of the job
     * @param stream of the rank
     * @return rank in the upper, stream in the lower 32 bits
     */
    public static long pack(int rank, int stream) {
        return (long) rank << 32 | stream;
    }

    /**
     * The way back from {@link #pack}.
     *
     * @param packed key
     * @return rank and stream
     */
    public static StreamKey unpack(long packed) {
        return new StreamKey((int) (packed >>> 32), (int) packed);
    }

    static void check(int rank, int stream) {
        if (rank < 0) {
            throw new IllegalArgumentException("rank is " + rank + ", at least 0");
        }
        if (stream < 0 || stream > MAX_STREAM) {
            throw new IllegalArgumentException("stream is " + stream + ", expected 0 to " + MAX_STREAM);
        }
    }
}
