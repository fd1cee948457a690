package org.rankferry.bench.scene;

import java.io.IOException;

import com.fasterxml.jackson.jr.ob.JSON;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.rankferry.engine.api.TargetOptions.Placing;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Whatever a client asks for is what the server reads. */
class BenchCaseProperties {
    @Property
    void everyConfigurationSurvivesTheWire(
        @ForAll @IntRange(min = 1, max = 512) final int ranks,
        @ForAll @LongRange(min = 1, max = BenchCase.MOST_IMAGE_BYTES) final long imageBytes,
        @ForAll @IntRange(min = 12, max = 22) final int chunkShift, @ForAll @IntRange(max = 64) final int spareChunks,
        @ForAll @IntRange(min = 1, max = 1024) final int depth, @ForAll @IntRange(min = 1, max = 16) final int pairs,
        @ForAll final Placing placing, @ForAll final boolean crc) throws IOException {

        final BenchCase spec = new BenchCase(
            "rdma", ranks, imageBytes, 1 << chunkShift, (long) (ranks + spareChunks) << chunkShift, depth, pairs,
            "memory", placing, crc);
        assertEquals(spec, BenchCase.ofMap(JSON.std.mapFrom(JSON.std.asString(spec.toMap()))), spec::toString);
    }
}
