package org.rankferry.engine.api;

import java.nio.file.Path;
import java.util.List;

/**
 * How a committed transfer went, as one end saw it.
 *
 * @param job             of the set.
 * @param epoch           of the migration.
 * @param transport       that was used.
 * @param transportReason why that one.
 * @param device          it ran on, or empty.
 * @param rails           the devices and what each has carried; empty where there are none, and at the source, whose
 *                        devices serve READs without telling.
 * @param payloadCopies   times a CPU copied each byte on the way, the rank's own write not counted.
 * @param chunkBytes      of a chunk.
 * @param poolBytes       of the pool.
 * @param readDepth       READs in flight at the most.
 * @param images          of the ranks, by rank.
 * @param wallNs          from asking for the images (source) or the first stream (target) to the commit.
 * @param setupNs         from the start of this end to being ready, pinning and touching memory included.
 * @param latencyUs       of chunks: the times p50, p99, p99.9 and the longest in microseconds; from READY to done at
 *                        the source, from the advertisement to verified at the target.
 * @param retries         chunks READ more than once.
 * @param reconnects      of the session.
 * @param poolHighWater   chunks in use at once at the most; 0 at the target.
 * @param verifyNs        the target spent on digests and the commit.
 * @param directory       of the set at the target; null at the source.
 */
public record TransferResult(
    String job, long epoch, String transport, String transportReason, String device, List<Rail> rails,
    int payloadCopies, int chunkBytes, long poolBytes, int readDepth, List<Image> images, long wallNs, long setupNs,
    Latency latencyUs, long retries, long reconnects, int poolHighWater, long verifyNs, Path directory) {

    /**
     * One of the devices that a transfer was spread over.
     *
     * @param device its name.
     * @param bytes  of payload that came over it.
     */
    public record Rail(String device, long bytes) {
    }

    /**
     * One rank's image.
     *
     * @param rank    it belongs to.
     * @param bytes   of all its streams.
     * @param crc     CRC-32C of its streams one after the other, in the order they were opened.
     * @param wallNs  from asking for it, or its first stream, to its last byte verified at the target.
     * @param waitNs  the rank waited for free chunks; 0 at the target.
     * @param streams in number.
     */
    public record Image(int rank, long bytes, int crc, long wallNs, long waitNs, int streams) {
    }

    /**
     * Latencies in microseconds.
     *
     * @param p50       median.
     * @param p99       99th percentile.
     * @param p999      99.9th percentile.
     * @param max       longest.
     * @param histogram all of them in nanoseconds, so that several sets can be summed: an HdrHistogram, compressed, in
     *                  base 64.
     */
    public record Latency(double p50, double p99, double p999, double max, String histogram) {
        /** Of no chunk at all. */
        public static final Latency NONE = new Latency(0, 0, 0, 0, "");
    }

    /** Bytes of all images. */
    public long bytes() {
        return images.stream().mapToLong(Image::bytes).sum();
    }
}
