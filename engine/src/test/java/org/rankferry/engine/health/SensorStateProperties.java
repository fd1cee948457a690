package org.rankferry.engine.health;

import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whatever a sensor says, and whenever it fails to. */
class SensorStateProperties {
    private static final Limits LIMITS = new Limits(80, 100, 3, " C");

    /** Around both limits and their margins; not a number when the sensor does not answer. */
    @Provide
    Arbitrary<List<Double>> anything() {
        return Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.doubles().between(74, 104)),
            Tuple.of(1, Arbitraries.just(Double.NaN))).list().ofMaxSize(80);
    }

    /** No further below the limit than the margin, and above it as far as the next limit's margin. */
    @Provide
    Arbitrary<List<Double>> jitter() {
        return Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.doubles().between(77, 96.9)),
            Tuple.of(1, Arbitraries.just(Double.NaN))).list().ofMaxSize(200);
    }

    @Property
    void aValueThatJittersWithinTheMarginChangesNothingMoreThanOnce(
        @ForAll("jitter") final List<Double> values, @ForAll @IntRange(min = 1, max = 5) final int needed) {

        final SensorState state = new SensorState("s", needed);
        int raised = 0;
        int lowered = 0;
        for (final double value : values) {
            final Health before = state.health();
            state.onReading(reading(value));
            raised += !before.isRaised() && state.health().isRaised() ? 1 : 0;
            lowered += before.isRaised() && !state.health().isRaised() ? 1 : 0;
        }
        assertTrue(raised <= 1, () -> "raised more than once by " + values);
        assertEquals(0, lowered);
    }

    @Property
    void nothingChangesWithoutAsManyReadingsInARowThatCallForIt(
        @ForAll("anything") final List<Double> values, @ForAll @IntRange(min = 1, max = 5) final int needed) {

        final SensorState state = new SensorState("s", needed);
        for (int i = 0; i < values.size(); i++) {
            final Health before = state.health();
            state.onReading(reading(values.get(i)));
            final Health after = state.health();
            final List<Double> last = values.subList(Math.max(0, i + 1 - needed), i + 1);
            if (after != before && !(before == Health.UNKNOWN && after == Health.OK)) {
                assertEquals(needed, last.size());
                assertTrue(last.stream().allMatch(value -> callsFor(value, before, after)),
                    () -> before + " became " + after + " by " + last);
            }
            if (last.size() == needed && last.stream().allMatch(value -> value >= 100)) {
                assertEquals(Health.FAILING, after);
            }
            if (last.size() == needed && last.stream().allMatch(value -> value < 77)) {
                assertEquals(Health.OK, after);
            }
        }
    }

    private static boolean callsFor(final double value, final Health before, final Health after) {
        return switch (after) {
            case FAILING -> value >= 100;
            case WARNING -> before == Health.FAILING ? value < 97 : value >= 80;
            case OK -> value < 77;
            case UNKNOWN -> before == Health.OK && Double.isNaN(value);
            default -> false;
        };
    }

    private static Reading reading(final double value) {
        return Double.isNaN(value) ? Reading.unknown("s", "gone") : LIMITS.judge("s", value);
    }
}
