package org.rankferry.bench.control;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

    private static double at(final double n) {
        return 0.05 + 0.002 * n + 3e-7 * n * n;
    }
}
