package org.rankferry.engine.observe;

import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RateWindowProperties {
    @Property(tries = 200)
    void steadyCountHasItsRateHoweverItIsSampled(
        @ForAll @Size(min = 1, max = 300) final List<@IntRange(min = 1, max = 2_000) Integer> gapsMs,
        @ForAll @IntRange(min = 1, max = 1_000_000) final int perMs) {
        long timeMs = 1_000;
        final RateWindow window = new RateWindow(timeMs * 1_000_000, timeMs * perMs);
        for (final int gap : gapsMs) {
            timeMs += gap;
            window.sample(timeMs * 1_000_000, timeMs * perMs);
            assertEquals(perMs * 1_000.0, window.perSecond(), 1e-3);
        }
    }

    @Property(tries = 200)
    void neverNegativeAndForgetsOldTimes(
        @ForAll @Size(min = 1, max = 100) final List<@IntRange(min = 0, max = 1_000) Integer> counts) {
        long time = 0;
        final RateWindow window = new RateWindow(time, 0);
        for (final int count : counts) {
            time += 50_000_000;
            window.sample(time, count);
            assertTrue(window.perSecond() >= 0, "rate " + window.perSecond() + " after " + count);
        }
        for (int i = 0; i < 100; i++) {
            time += 50_000_000;
            window.sample(time, counts.getLast());
        }
        assertEquals(0, window.perSecond(), "nothing came for longer than the window");
    }
}
