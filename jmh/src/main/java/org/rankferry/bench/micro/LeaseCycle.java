package org.rankferry.bench.micro;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.rankferry.bufferpool.ChunkPool;
import org.rankferry.bufferpool.LeaseHandler;
import org.rankferry.bufferpool.PoolCounters;
import org.rankferry.bufferpool.PoolGeometry;

/** A chunk once round: committed by its rank, advertised, done, leased again to the rank whose turn it is. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LeaseCycle {
    private static final int CHUNK_BYTES = 1 << 20;

    /** Ranks of the node; the pool has a quarter more chunks. */
    @Param({"8", "64"})
    public int ranks;

    private final LeaseHandler onLease = this::onLease;
    private ChunkPool pool;
    private int[] leasedChunks;
    private int[] leasedRanks;
    private int head;
    private int tail;
    private long nowNs;

    /** A pool in which every rank holds a chunk. */
    @Setup
    public void setUp() {
        final int chunks = ranks + ranks / 4;
        pool = new ChunkPool(
            PoolGeometry.of(CHUNK_BYTES, (long) CHUNK_BYTES * chunks, ranks), ranks, PoolCounters.unshared());
        leasedChunks = new int[chunks + 1];
        leasedRanks = new int[chunks + 1];
        for (int rank = 0; rank < ranks; rank++) {
            pool.want(rank, ChunkPool.DEFAULT_LEASES, nowNs);
        }
        pool.serve(onLease, nowNs);
    }

    /** One way round for the chunk that was leased longest ago. */
    @Benchmark
    public int cycle() {
        nowNs++;
        final int chunk = leasedChunks[head];
        final int rank = leasedRanks[head];
        head = next(head);
        pool.ready(chunk, rank, nowNs);
        pool.reading(chunk);
        pool.done(chunk);
        return pool.serve(onLease, nowNs);
    }

    private void onLease(final int rank, final int chunk) {
        leasedChunks[tail] = chunk;
        leasedRanks[tail] = rank;
        tail = next(tail);
    }

    private int next(final int index) {
        return index + 1 == leasedChunks.length ? 0 : index + 1;
    }
}
