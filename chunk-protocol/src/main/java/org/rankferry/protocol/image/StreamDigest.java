package org.rankferry.protocol.image;

/**
 * Folds the checksums of a stream's chunks, in whatever order they come, into the CRC-32C of the whole stream.
 *
 * <p>Chunks are joined by position into runs; a sequential writer has one run however long it writes. A chunk that
 * overlaps what was there makes the digest unknown for good, since the bytes it replaced cannot be taken out again; the
 * extents stay right. Not thread safe. Sequential adds allocate nothing.
 */
public final class StreamDigest {
    private final ExtentSet extents = ExtentSet.withChecksums();
    private boolean known = true;

    /** The digest of an empty stream. */
    public StreamDigest() {
    }

    /**
     * Adds a chunk.
     *
     * @param position of its first byte in the stream, not negative
     * @param length in bytes, 0 adds nothing
     * @param crc CRC-32C of its bytes
     * @return whether it overlapped bytes that were there
     */
    public boolean add(long position, int length, int crc) {
        final boolean overlapped = extents.add(position, Math.addExact(position, length), crc);
        known &= !overlapped;
        return overlapped;
    }

    /**
     * Whether the digest can be told from the chunks.
     *
     * @return false once any chunk overlapped another
     */
    public boolean known() {
        return known;
    }

    /**
     * The CRC of the whole stream, holes counted as zeros.
     *
     * @param streamLength bytes of the stream, no less than the end of its last chunk
     * @return CRC-32C
     * @throws IllegalStateException when the digest is not {@link #known()}
     * @throws IllegalArgumentException when chunks lie beyond the length
     */
    public int crc(long streamLength) {
        if (!known) {
            throw new IllegalStateException("chunks overlapped; the digest is not known from them");
        }
        if (streamLength < end()) {
            throw new IllegalArgumentException("stream length is " + streamLength + ", but chunks reach to " + end());
        }
        int crc = 0;
        long at = 0;
        for (int i = 0; i < extents.count(); i++) {
            crc = Crc32c.zeros(crc, extents.start(i) - at);
            crc = Crc32c.combine(crc, extents.crc(i), extents.end(i) - extents.start(i));
            at = extents.end(i);
        }
        return Crc32c.zeros(crc, streamLength - at);
    }

    /**
     * Where the last chunk ends.
     *
     * @return offset behind the last byte, 0 when there is none
     */
    public long end() {
        return extents.count() == 0 ? 0 : extents.end(extents.count() - 1);
    }

    /**
     * Which bytes have been added, overlaps counted once. To be read only.
     *
     * @return the live set
     */
    public ExtentSet extents() {
        return extents;
    }

    /** Begins again with an empty stream. */
    public void clear() {
        extents.clear();
        known = true;
    }
}
