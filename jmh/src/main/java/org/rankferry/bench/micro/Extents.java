package org.rankferry.bench.micro;

import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.rankferry.protocol.image.ExtentSet;

/** Notes the chunks of a stream of 1,024 as they arrive: in order, and in a seeded random order. Per whole stream. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Extents {
    private static final int CHUNKS = 1024;
    private static final int CHUNK_BYTES = 1 << 20;
    private static final long SEED = 7;

    private final int[] shuffled = new int[CHUNKS];

    /** An order that is the same in every run. */
    @Setup
    public void setUp() {
        final Random random = new Random(SEED);
        for (int i = 0; i < CHUNKS; i++) {
            final int other = random.nextInt(i + 1);
            shuffled[i] = shuffled[other];
            shuffled[other] = i;
        }
    }

    /** Chunks in order: one extent that grows. The set itself is what is allocated. */
    @Benchmark
    public long sequential() {
        final ExtentSet held = new ExtentSet();
        for (int i = 0; i < CHUNKS; i++) {
            add(held, i);
        }
        return held.covered();
    }

    /** Chunks out of order: extents come and merge. The set and its growth are what is allocated. */
    @Benchmark
    public long random() {
        final ExtentSet held = new ExtentSet();
        for (int i = 0; i < CHUNKS; i++) {
            add(held, shuffled[i]);
        }
        return held.covered();
    }

    private static void add(final ExtentSet held, final long chunk) {
        held.add(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES);
    }
}
