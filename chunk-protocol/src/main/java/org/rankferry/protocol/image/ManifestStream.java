package org.rankferry.protocol.image;

import org.rankferry.protocol.wire.Names;

/**
 * One stream of a committed set.
 *
 * @param rank of the job, not negative
 * @param stream id within the rank's image, 0..65534
 * @param name of the stream, unique within the rank's image; a relative path
 * @param length in bytes
 * @param crc CRC-32C of all its bytes, holes as zeros
 */
public record ManifestStream(int rank, int stream, String name, long length, int crc) {
    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException naming field and value
     */
    public ManifestStream {
        StreamKey.check(rank, stream);
        final String fault = Names.streamFault(name);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        if (length < 0) {
            throw new IllegalArgumentException("length is " + length + ", at least 0");
        }
    }

    /**
     * Rank and stream.
     *
     * @return the key
     */
    public StreamKey key() {
        return new StreamKey(rank, stream);
    }
}
