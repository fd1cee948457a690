package org.rankferry.engine.health;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EdacTest {
    private static final String MC = "devices/system/edac/mc/mc0/";
    private static final String DIMM = "edac mc0 CPU#0_DIMM#1 corrected";

    @TempDir
    private Path root;

    @Test
    void correctedErrorsCountWithinAnHour() {
        final SysTree sys = modules();
        final Edac edac = new Edac(root, 10);
        assertTrue(edac.isThere());
        assertEquals(Health.OK, at(edac, 0).raised(), "what was counted before nobody watched is no rate");
        sys.put(MC + "dimm1/dimm_ce_count", 1004);
        assertEquals("4 /h", at(edac, 5).value());
        sys.put(MC + "dimm1/dimm_ce_count", 1005);
        assertEquals(Health.WARNING, at(edac, 50).raised());
        assertEquals("edac mc0 CPU#0_DIMM#1 corrected is at 5 /h, limit 5 /h", at(edac, 51).reason());
        assertEquals("5 /h", at(edac, 60).value());
        assertEquals("1 /h", at(edac, 61).value(), "the first four are an hour old");
        sys.put(MC + "dimm1/dimm_ce_count", 1016);
        assertEquals(Health.FAILING, at(edac, 62).raised());
        sys.put(MC + "dimm1/dimm_ce_count", 3);
        assertEquals("0 /h", at(edac, 63).value(), "the operator has reset the counter");
    }

    @Test
    void oneErrorThatWasNotCorrectedIsEnough() {
        final SysTree sys = modules();
        final Edac edac = new Edac(root, 10);
        final String sensor = "edac mc0 CPU#0_DIMM#1 uncorrected";
        assertEquals(Health.OK, SysTree.only(edac.read(0), sensor).raised());
        sys.put(MC + "dimm1/dimm_ue_count", 1);
        final Reading reading = SysTree.only(edac.read(0), sensor);
        assertEquals(List.of(Health.FAILING, Health.FAILING), List.of(reading.raised(), reading.lowered()));
    }

    @Test
    void olderDriversHaveRows() {
        new SysTree(root).put(MC + "ce_count", 0).put(MC + "ue_count", 0).put(MC + "csrow0/ce_count", 7)
            .put(MC + "csrow0/ue_count", 0);
        assertEquals(
            List.of("edac mc0 corrected", "edac mc0 uncorrected", "edac mc0 csrow0 corrected",
                "edac mc0 csrow0 uncorrected"),
            new Edac(root, 10).read(0).stream().map(Reading::sensor).toList());
    }

    @Test
    void aMachineWithoutThemHasNone() {
        assertFalse(new Edac(root, 10).isThere());
    }

    private SysTree modules() {
        return new SysTree(root).put(MC + "ce_count", 1000).put(MC + "ue_count", 0)
            .put(MC + "dimm1/dimm_label", "CPU#0_DIMM#1").put(MC + "dimm1/dimm_ce_count", 1000)
            .put(MC + "dimm1/dimm_ue_count", 0);
    }

    private static Reading at(final Edac edac, final int minutes) {
        return SysTree.only(edac.read(TimeUnit.MINUTES.toNanos(minutes)), DIMM);
    }
}
