package org.rankferry.bench.scene;

import java.io.IOException;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.Test;
import org.rankferry.engine.api.TargetOptions.Placing;
import org.rankferry.engine.api.TransferResult.Latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BenchCaseTest {
    private static final BenchCase SPEC =
        new BenchCase("rdma", 3, 21_300_000_000L, 1 << 20, 10 << 20, 16, 2, "file", Placing.STAGED, false);

    @Test
    void anotherProcessReadsWhatWasGiven() throws IOException {
        assertEquals(SPEC, BenchCase.ofMap(JSON.std.mapFrom(JSON.std.asString(SPEC.toMap()))));

        final TargetSet set = new TargetSet(
            0.5, 0.25, 1e-5, 3, 2, new Latency(0, 0, 0, 0, "HISTFAAA"), new ThreadCpu(0.125, 0.5), 1.5,
            new AgentTurns(7, 8, 9));
        assertEquals(set, TargetSet.ofMap(JSON.std.mapFrom(JSON.std.asString(set.toMap()))));
    }

    @Test
    void whatIsMissingOrMakesNoSenseIsNamed() {
        final Map<String, Object> lacking = SPEC.toMap();
        lacking.remove("depth");
        assertFault("depth is missing", lacking);
        final Map<String, Object> wrong = SPEC.toMap();
        wrong.put("ranks", "many");
        assertFault("ranks is many, and not a whole number", wrong);
        final Map<String, Object> pool = SPEC.toMap();
        pool.put("chunk_bytes", 5000);
        assertFault("power of two", pool);
    }

    private static void assertFault(final String text, final Map<String, Object> given) {
        final RuntimeException fault = assertThrows(RuntimeException.class, () -> BenchCase.ofMap(given));
        assertTrue(fault.getMessage().contains(text), fault::getMessage);
    }
}
