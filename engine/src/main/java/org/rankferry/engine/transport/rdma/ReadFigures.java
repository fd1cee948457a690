package org.rankferry.engine.transport.rdma;

/**
 * What READs in one direction took. Every byte they brought was compared with the pattern.
 *
 * @param fault          why there are no figures, in one line; null when there are.
 * @param smallBytes     of each READ whose latency was measured, one at a time.
 * @param p50Nanos       median latency.
 * @param p99Nanos       that 99 of 100 did not exceed.
 * @param largeBytes     of each READ whose rate was measured.
 * @param depth          large READs in flight.
 * @param bytesPerSecond of large READs.
 */
public record ReadFigures(
    String fault, int smallBytes, long p50Nanos, long p99Nanos, int largeBytes, int depth, long bytesPerSecond) {

    /** No figures. */
    public static ReadFigures failed(final String fault) {
        return new ReadFigures(fault, 0, 0, 0, 0, 0, 0);
    }

    /** Whether there are figures. */
    public boolean ok() {
        return fault == null;
    }
}
