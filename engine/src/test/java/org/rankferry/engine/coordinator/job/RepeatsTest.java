package org.rankferry.engine.coordinator.job;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RepeatsTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final Repeats repeats = new Repeats();

    @Test
    void silenceIsAskedAgainEverMoreSeldom() {
        repeats.begin(0, 0);
        final List<Long> seconds = new ArrayList<>();
        for (long now = 0; now <= 32 * SECOND_NS; now += SECOND_NS) {
            if (repeats.isDue(now)) {
                seconds.add(now / SECOND_NS);
            }
        }
        assertEquals(List.of(1L, 3L, 7L, 15L, 23L, 31L), seconds);
    }

    @Test
    void anAnswerPutsItOffAndMakesItQuickAgain() {
        repeats.begin(0, 0);
        assertTrue(repeats.isDue(SECOND_NS));
        repeats.begin(2 * SECOND_NS, 0);
        assertFalse(repeats.isDue(3 * SECOND_NS - 1));
        assertTrue(repeats.isDue(repeats.atNs()));
    }

    @Test
    void manyNodesAreGivenLonger() {
        repeats.begin(0, 10_000);
        assertEquals(11 * SECOND_NS, repeats.atNs());
    }
}
