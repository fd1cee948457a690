package org.rankferry.report.figure;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.junit.jupiter.api.Assertions.assertTrue;

class InkTest {
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = {"GROUND", "GRID"})
    void everyInkIsSeenOnLightAndOnDarkGround(final Ink ink) {
        final double least = ink == Ink.TEXT || ink == Ink.MUTED || ink == Ink.BLUE ? 4.5 : 3;
        for (final boolean dark : new boolean[] {false, true}) {
            assertTrue(ink.contrast(dark) >= least,
                () -> ink + " has " + ink.contrast(dark) + (dark ? " on dark" : " on light"));
        }
    }
}
