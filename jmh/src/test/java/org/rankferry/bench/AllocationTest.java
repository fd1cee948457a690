package org.rankferry.bench;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.engine.api.RdmaOptions;
import org.rankferry.engine.api.TargetOptions.Placing;
import org.rankferry.engine.cli.ClosingStack;
import org.rankferry.engine.demo.NativeProgram;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Neither agent allocates anything for a chunk. */
@Tag("slow")
class AllocationTest {
    private static final int WARMUP = 6;
    private static final int CHUNKS = 10_000;
    /** The smallest object has 16 bytes: one in 16 chunks would show. */
    private static final double MOST_BYTES = 1;

    private final ClosingStack closing = new ClosingStack();

    @AfterEach
    void tearDown() {
        closing.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shm", "tcp"})
    void agentsAllocateNothingPerChunk(final String transport) {
        final BenchCase spec =
            new BenchCase(transport, 8, 8 << 20, 4 << 10, 1 << 20, 16, "memory", Placing.DIRECT, true);
        final BenchPlan plan = new BenchPlan(
            1, WARMUP, false, false, 1, RdmaOptions.DEFAULT, null, NativeProgram.find("rankferry-rank"),
            NativeProgram.find("rankferry-baseline"));
        final Scratch scratch = closing.open(Scratch::new);
        final BenchScene scene = closing.open(() -> new BenchScene(spec, plan, scratch));
        for (int i = 0; i < WARMUP; i++) {
            scene.recycle(scene.move());
        }

        final AllocationProbe.Slopes slopes = new AllocationProbe(scene, spec).measure();

        assertTrue(slopes.chunks() >= CHUNKS, slopes::toString);
        assertTrue(slopes.source() < MOST_BYTES && slopes.target() < MOST_BYTES, slopes::toString);
    }
}
