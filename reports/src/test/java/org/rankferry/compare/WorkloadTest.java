package org.rankferry.compare;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WorkloadTest {
    private static final long SOLVER_BYTES = 128 << 10;

    @ParameterizedTest
    @CsvSource({"LU.C.64, 170400000, 1363200000", "BT.C.64, 308800000, 2470400000", "sp.c.64, 303200000, 2425600000"})
    void presetsMoveWhatThePaperSays(final String word, final long node, final long all) {
        final Workload workload = Preset.ofWord(word).workload(8, SOLVER_BYTES);
        assertEquals(node, workload.nodeBytes());
        assertEquals(all, workload.bytes());
        assertEquals(64, workload.ranks());
    }

    @Test
    void aPresetThatIsNoneIsRefusedWithThoseThereAre() {
        final Exception fault = assertThrows(IllegalArgumentException.class, () -> Preset.ofWord("CG.C.64"));
        assertEquals("there is no preset 'CG.C.64'; give LU.C.64, BT.C.64, SP.C.64", fault.getMessage());
    }

    @Test
    void fewerRanksOnANodeLeaveImagesAsLarge() {
        assertEquals(21_300_000, Preset.LU_C_64.workload(1, SOLVER_BYTES).nodeBytes());
    }

    @Test
    void whatTheSolverDoesNotComputeWithIsDataThatMustArrive() {
        final Workload workload = new Workload(Workload.CUSTOM, 2, 1, 1_000_000, SOLVER_BYTES);
        assertEquals(
            List.of("--rows", "16", "--cols", "1024", "--ballast", Long.toString(1_000_000 - 16 * 8192)),
            workload.solverWords());
    }

    @Test
    void anImageThatIsComputedWithWholeHasNoOtherData() {
        final Workload workload = new Workload(Workload.CUSTOM, 2, 1, 4 * 8192, 1 << 30);
        assertEquals(List.of("--rows", "4", "--cols", "1024"), workload.solverWords());
    }

    @ParameterizedTest
    @CsvSource({"1, 8, 100000", "2, 0, 100000", "2, 8, 100"})
    void whatIsNoJobIsRefused(final int nodes, final int ranks, final long bytes) {
        assertThrows(
            IllegalArgumentException.class, () -> new Workload(Workload.CUSTOM, nodes, ranks, bytes, SOLVER_BYTES));
    }

    @Test
    void memoryIsForRanksAndForTheirImagesOnceMore() {
        final Workload workload = Preset.LU_C_64.workload(8, SOLVER_BYTES);
        assertTrue(workload.memoryBytes() > 2 * workload.bytes(), Long.toString(workload.memoryBytes()));
    }
}
