package org.rankferry.bench;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BenchPlanTest {
    @Test
    void iterationsAreSplitIntoTurnsOfTwo() {
        final BenchPlan plan = plan(5, null);
        assertEquals(3, plan.rounds());
        assertTrue(plan.goesOn(1, 0, 3));
        assertFalse(plan.goesOn(2, 0, 4));
        assertFalse(plan.goesOn(1, 0, 5), "the last turn is short");
    }

    @Test
    void aDurationIsSplitIntoTenTurnsOfTwoSetsAtLeast() {
        final BenchPlan plan = plan(5, Duration.ofSeconds(20));
        assertEquals(10, plan.rounds());
        assertTrue(plan.goesOn(100, 1.9, 1000));
        assertFalse(plan.goesOn(100, 2.1, 1000));
        assertTrue(plan.goesOn(1, 30, 1));
        assertFalse(plan.goesOn(2, 30, 2));
    }

    private static BenchPlan plan(final int iterations, final Duration duration) {
        return new BenchPlan(iterations, duration, 0, true, false, null, null);
    }
}
