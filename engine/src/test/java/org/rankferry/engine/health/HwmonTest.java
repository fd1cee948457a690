package org.rankferry.engine.health;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HwmonTest {
    private static final String CORE = "class/hwmon/hwmon1/temp2_";

    @TempDir
    private Path root;
    private SysTree sys;

    @BeforeEach
    void twoChips() {
        sys = new SysTree(root).put("class/hwmon/hwmon0/name", "acpitz")
            .put("class/hwmon/hwmon0/temp1_input", 27800)
            .put("class/hwmon/hwmon0/temp1_crit", 0)
            .put("class/hwmon/hwmon0/fan1_input", 900)
            .put("class/hwmon/hwmon1/name", "coretemp")
            .put(CORE + "input", 45500).put(CORE + "label", "Core 0").put(CORE + "max", 80000)
            .put(CORE + "crit", 100000);
    }

    @Test
    void limitsAreTheChips() {
        final List<Reading> readings = read(OptionalDouble.empty());
        assertEquals(List.of("hwmon acpitz-0 temp1", "hwmon coretemp-1 Core 0"),
            readings.stream().map(Reading::sensor).toList());
        assertEquals("none", readings.getFirst().limit(), "0 degrees is no limit");
        assertEquals(new Reading("hwmon coretemp-1 Core 0", "45.5 C", "80 C, 100 C", Health.OK, Health.OK, ""),
            readings.getLast());
    }

    @Test
    void aMarginLiesBelowEachLimit() {
        judged(77, Health.OK, Health.WARNING);
        judged(76.999, Health.OK, Health.OK);
        judged(80, Health.WARNING, Health.WARNING);
        judged(97, Health.WARNING, Health.FAILING);
        judged(100, Health.FAILING, Health.FAILING);
    }

    @Test
    void aLimitOfTheSiteReplacesThem() {
        sys.put(CORE + "input", 66000);
        final Reading warned = SysTree.only(read(OptionalDouble.of(70)), "hwmon coretemp-1 Core 0");
        assertEquals("65 C, 70 C", warned.limit());
        assertEquals(Health.WARNING, warned.raised());
        assertEquals("hwmon coretemp-1 Core 0 is at 66 C, limit 65 C", warned.reason());
        assertEquals(Health.OK, read(OptionalDouble.of(70)).getFirst().raised(), "the other chip");
    }

    @Test
    void whatCanNotBeReadIsUnknown() {
        sys.put(CORE + "input", "garbage");
        final Reading reading = SysTree.only(read(OptionalDouble.empty()), "hwmon coretemp-1 Core 0");
        assertEquals(Health.UNKNOWN, reading.raised());
        assertTrue(reading.reason().contains("temp2_input holds no number"), reading.reason());
    }

    @Test
    void aMachineWithoutTemperaturesHasNone() {
        assertTrue(new Hwmon(root, OptionalDouble.empty()).isThere());
        assertFalse(new Hwmon(root.resolve("none"), OptionalDouble.empty()).isThere());
        final SysTree fans = new SysTree(root.resolve("fans")).put("class/hwmon/hwmon0/fan1_input", 900);
        assertFalse(new Hwmon(fans.root(), OptionalDouble.empty()).isThere());
    }

    private void judged(final double degrees, final Health raised, final Health lowered) {
        sys.put(CORE + "input", Math.round(degrees * 1000));
        final Reading reading = SysTree.only(read(OptionalDouble.empty()), "hwmon coretemp-1 Core 0");
        assertEquals(List.of(raised, lowered), List.of(reading.raised(), reading.lowered()), reading.toString());
    }

    private List<Reading> read(final OptionalDouble limit) {
        return new Hwmon(root, limit).read(0);
    }
}
