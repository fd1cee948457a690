package org.rankferry.engine.observe;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;

import org.HdrHistogram.Histogram;
import org.rankferry.engine.api.TransferResult;

/**
 * Latencies of chunks, from 1 microsecond to 1 hour with three digits; what lies outside counts as the bound. The range
 * is fixed, so recording never allocates. For one thread; another may read after that one ended.
 */
public final class ChunkLatencies {
    static final long LOWEST_NS = TimeUnit.MICROSECONDS.toNanos(1);
    static final long HIGHEST_NS = TimeUnit.HOURS.toNanos(1);
    private static final int DIGITS = 3;
    private static final double NS_PER_US = 1_000.0;

    private final Histogram histogram = new Histogram(LOWEST_NS, HIGHEST_NS, DIGITS);

    /** Counts one chunk. */
    public void record(final long latencyNs) {
        histogram.recordValue(Math.clamp(latencyNs, LOWEST_NS, HIGHEST_NS));
    }

    /** Counts what another has counted, for example to sum runs or agents. */
    public void add(final ChunkLatencies other) {
        histogram.add(other.histogram);
    }

    /**
     * Counts what the latencies of a result count, for example to sum the sets of a benchmark.
     *
     * @throws IllegalArgumentException when its histogram can't be read
     */
    public void add(final TransferResult.Latency result) {
        try {
            histogram.add(Histogram.decodeFromCompressedByteBuffer(
                ByteBuffer.wrap(Base64.getDecoder().decode(result.histogram())), HIGHEST_NS));
        } catch (final DataFormatException e) {
            throw new IllegalArgumentException("latencies of a result can't be read: " + e.getMessage(), e);
        }
    }

    /** Forgets everything: the next run begins. */
    public void reset() {
        histogram.reset();
    }

    /** Chunks counted. */
    public long count() {
        return histogram.getTotalCount();
    }

    /** Half of the chunks took at most this many microseconds; 0 when none was counted. */
    public double p50Us() {
        return percentileUs(50);
    }

    /** 99 of 100 chunks took at most this many microseconds. */
    public double p99Us() {
        return percentileUs(99);
    }

    /** 999 of 1000 chunks took at most this many microseconds. */
    public double p999Us() {
        return percentileUs(99.9);
    }

    /** The slowest, in microseconds. */
    public double maxUs() {
        return histogram.getMaxValue() / NS_PER_US;
    }

    /** All of them, for a result. */
    public TransferResult.Latency summary() {
        return new TransferResult.Latency(p50Us(), p99Us(), p999Us(), maxUs(), encoded());
    }

    private String encoded() {
        final ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        final int length = histogram.encodeIntoCompressedByteBuffer(bytes, Deflater.BEST_SPEED);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    }

    private double percentileUs(final double percentile) {
        return count() == 0 ? 0 : histogram.getValueAtPercentile(percentile) / NS_PER_US;
    }
}
