package org.rankferry.bench.control;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GrowthTest {
    @Test
    void whatGrowsAsTheModelIsFoundExactly() {
        final Growth growth = Growth.of(Map.of(16, at(16), 64, at(64), 256, at(256), 1024, at(1024)));
        assertEquals(at(10_000), growth.at(10_000), at(10_000) * 1e-6);
        assertEquals(0, growth.worstPercent(), 1e-6);
        assertEquals("0.0500 + 0.00200 n + 3.00e-07 n^2", growth.formula());
    }

    @Test
    void noTermIsNegativeAndTheErrorIsTold() {
        final Growth growth = Growth.of(Map.of(10, 1.0, 100, 5.0, 1000, 1.0));
        assertTrue(growth.at(1_000_000) >= growth.at(1000));
        assertTrue(growth.worstPercent() > 10, growth.formula());
    }

    @Test
    void onePointIsAConstant() {
        assertEquals(3, Growth.of(Map.of(16, 3.0)).at(16), 1e-9);
    }

    @Test
    void onlyTheTermsThatAreAllowedAreUsed() {
        final Map<Integer, Double> points = Map.of(16, at(16), 64, at(64), 256, at(256), 1024, at(1024));
        final Growth line = Growth.within(points, Growth.CONSTANT | Growth.LINEAR);
        assertEquals(0, line.factor(Growth.SQUARE));
        assertTrue(line.factor(Growth.CONSTANT) > 0 && line.factor(Growth.LINEAR) > 0, line.formula());
        assertTrue(line.isTested() && line.worstPercent() > 1, "four points, two terms");
        final Growth through = Growth.within(Map.of(8, 4.0), Growth.LINEAR);
        assertEquals(0.5, through.factor(Growth.LINEAR), 1e-9);
        assertFalse(through.isTested(), "one point, one term");
    }

    private static double at(final double n) {
        return 0.05 + 0.002 * n + 3e-7 * n * n;
    }
}
