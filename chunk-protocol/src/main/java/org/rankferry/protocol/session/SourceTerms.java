package org.rankferry.protocol.session;

import java.util.UUID;

/**
 * What a source says about itself in its Hello. Values as they came, checked by the session and not here, so that a
 * fault can be answered with a {@link Refusal}.
 *
 * @param sessionHigh upper half of the session's UUID; the same in every attempt
 * @param sessionLow lower half
 * @param job name of the job
 * @param epoch of the migration, 1 or more
 * @param chunkBytes size of a chunk, a power of two from 4 KiB to 64 MiB
 * @param poolBytes size of the pool, a whole number of chunks
 * @param readDepth most READs the source allows in flight, 1 or more
 * @param ranks images in the set, 1 or more
 * @param expectedBytes of the whole set, 0 when not known
 * @param crc whether chunks carry a CRC-32C
 * @param credits frames the source can take before it gives credits back, {@link #LEAST_CREDITS}..{@link #MOST_CREDITS}
 * @param machine text of the source's {@link org.rankferry.protocol.image.MachineIdentity}
 * @param checkpointer that writes the images
 */
public record SourceTerms(long sessionHigh, long sessionLow, String job, long epoch, int chunkBytes, long poolBytes,
    int readDepth, int ranks, long expectedBytes, boolean crc, int credits, String machine, String checkpointer) {

    /** Fewest credits an end may grant: below, a handshake's answers would not fit. */
    public static final int LEAST_CREDITS = 4;

    /** Most credits an end may grant. */
    public static final int MOST_CREDITS = 4096;

    /** Smallest chunk in bytes. */
    public static final int LEAST_CHUNK_BYTES = 4 << 10;

    /** Largest chunk in bytes. */
    public static final int MOST_CHUNK_BYTES = 64 << 20;

    /** Most chunks of a pool. */
    public static final int MOST_CHUNKS = 1 << 20;

    /**
     * The session's id.
     *
     * @return both halves
     */
    public UUID session() {
        return new UUID(sessionHigh, sessionLow);
    }

    /**
     * How many chunks the pool has.
     *
     * @return chunks; meaningless before the terms are checked
     */
    public int chunks() {
        return (int) (poolBytes / chunkBytes);
    }
}
