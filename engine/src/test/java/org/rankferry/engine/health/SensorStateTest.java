package org.rankferry.engine.health;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SensorStateTest {
    private static final Limits LIMITS = new Limits(80, 100, 3, " C");

    private final SensorState state = new SensorState("s", 3);

    @Test
    void nothingIsKnownAtFirstAndOneGoodReadingIsEnough() {
        assertEquals(Health.UNKNOWN, state.health());
        assertEquals("s has not been read often enough", state.reason());
        after(Health.OK, 20);
        assertEquals("", state.reason());
    }

    @Test
    void itTakesReadingsInARow() {
        after(Health.OK, 20, 101, 101, 79, 99, 99, 79, 85, 85);
        after(Health.WARNING, 85);
        assertEquals("s is at 85 C, limit 80 C", state.reason());
        after(Health.WARNING, 101, 101, 90, 101, 101);
        after(Health.FAILING, 101);
        assertEquals("s is at 101 C, limit 100 C", state.reason());
    }

    @Test
    void badAndWorseCountTogether() {
        after(Health.UNKNOWN, 101, 85);
        after(Health.WARNING, 101);
        after(Health.WARNING, 101);
        after(Health.FAILING, 101);
    }

    @Test
    void itIsLoweredBelowTheMargin() {
        after(Health.FAILING, 101, 101, 101);
        after(Health.FAILING, 98, 98, 98, 98, 98);
        after(Health.FAILING, 96, 96);
        after(Health.WARNING, 96);
        after(Health.WARNING, 78, 78, 78, 78);
        after(Health.OK, 70, 70, 70);
        after(Health.OK, 101, 101);
    }

    @Test
    void aSensorThatCeasesToWorkMakesNoNodeWell() {
        after(Health.OK, 20);
        lost(2);
        assertEquals(Health.OK, state.health());
        lost(1);
        assertEquals(Health.UNKNOWN, state.health());
        assertEquals("gone", state.reason());
        after(Health.FAILING, 101, 101, 101);
        lost(10);
        assertEquals(Health.FAILING, state.health());
        assertEquals("s is at 101 C, limit 100 C", state.reason());
    }

    @Test
    void aReadingThatFailsIsNoneInARow() {
        after(Health.OK, 20, 101, 101);
        lost(1);
        after(Health.OK, 101, 101);
        after(Health.FAILING, 101);
    }

    @Test
    void theWorstSensorIsTheNodesAndOneThatVanishesIsUnknown() {
        final NodeJudge judge = new NodeJudge(1);
        assertEquals(NodeHealth.UNWATCHED, judge.onReadings(List.of()));
        final Reading well = LIMITS.judge("a", 20);
        assertEquals(new NodeHealth(Health.OK, ""), judge.onReadings(List.of(well, LIMITS.judge("b", 20))));
        assertEquals("warning: b is at 80 C, limit 80 C",
            judge.onReadings(List.of(well, LIMITS.judge("b", 80))).toString());
        assertEquals(Health.OK, judge.onReadings(List.of(well, LIMITS.judge("b", 20))).health());
        assertEquals(
            new NodeHealth(Health.UNKNOWN, "b can't be read any more"), judge.onReadings(List.of(well)));
    }

    private void after(final Health expected, final double... values) {
        for (final double value : values) {
            state.onReading(LIMITS.judge("s", value));
        }
        assertEquals(expected, state.health());
    }

    private void lost(final int times) {
        for (int i = 0; i < times; i++) {
            state.onReading(Reading.unknown("s", "gone"));
        }
    }
}
