package org.rankferry.checkpointer;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class SilenceTest {
    @Test
    void takesPartsOfSeconds() {
        assertEquals(Duration.ofMillis(1500), Silence.parse("1.5"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "soon", "NaN", "1e9"})
    void refusesWhatEndsNoWait(final String text) {
        assertEquals("RANKFERRY_CHECKPOINTER_SILENCE is '" + text + "'; give seconds, more than 0",
            assertThrows(IllegalArgumentException.class, () -> Silence.parse(text)).getMessage());
    }
}
