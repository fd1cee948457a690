package org.rankferry.compare;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CompareTableTest {
    private static final Workload JOB = Preset.LU_C_64.workload(8, 128 << 10);

    @Test
    void ratiosAreTakenRoundByRound() {
        final List<Measured> base = List.of(one(Strategy.MIGRATION, 1, 1), one(Strategy.MIGRATION, 2, 2));
        assertEquals(List.of(8.0, 5.0), CompareTable.ratios(
            List.of(one(Strategy.CR_PFS, 1, 8), one(Strategy.CR_PFS, 2, 10), one(Strategy.CR_PFS, 3, 10)), base));
    }

    @Test
    void aStrategyHasARowWithMediansAndSpread() {
        final List<String> lines = new CompareTable(List.of(
            one(Strategy.MIGRATION, 1, 0.5), one(Strategy.CR_LOCAL, 1, 4), one(Strategy.MIGRATION, 2, 0.5),
            one(Strategy.CR_LOCAL, 2, 6), one(Strategy.MIGRATION, 3, 1), one(Strategy.CR_LOCAL, 3, 5))).lines();
        final String row = lines.stream().filter(line -> line.startsWith("cr-local")).findFirst().orElseThrow();
        assertTrue(row.replaceAll(" +", " ").contains("cr-local shm 3 4.000 5.000 ( 4.000.. 6.000) 8.00 (5.00..12.00)"),
            row);
    }

    /** Stall and restart share the time. */
    private static Measured one(final Strategy strategy, final int round, final double seconds) {
        final Map<String, Double> phases = new LinkedHashMap<>();
        phases.put("restart", seconds * 0.8);
        phases.put("total", seconds);
        return new Measured(JOB, strategy, "shm", round, Instant.EPOCH, JOB.bytes(), 1, phases, Map.of());
    }
}
