package org.rankferry.engine.backplane;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class EventPatternTest {
    @ParameterizedTest
    @CsvSource({
        "rankferry.migration,         rankferry.migration, MIGRATE, INFO,    true",
        "rankferry.migration,         rankferry.health,    MIGRATE, INFO,    false",
        "rankferry.migration,         rankferry.migration2, MIGRATE, INFO,   false",
        "rankferry.*,                 rankferry.health,    HOT,     INFO,    true",
        "*,                           anything,            AT_ALL,  FATAL,   true",
        "*:warning,                   anything,            AT_ALL,  INFO,    false",
        "*:warning,                   anything,            AT_ALL,  ERROR,   true",
        "rankferry.migration/MIGRATE, rankferry.migration, MIGRATE, INFO,    true",
        "rankferry.migration/MIGRATE, rankferry.migration, MIGRATE_PIIC, INFO, false",
        "rankferry.migration/MIGRATE*, rankferry.migration, MIGRATE_PIIC, INFO, true",
        "a/B:error,                   a,                   B,       WARNING, false"})
    void matches(
        final String pattern, final String space, final String name, final Severity severity, final boolean expected) {

        assertEquals(expected,
            EventPattern.parse(pattern).matches(new Event(space, name, severity, "n", "", 0, Event.NO_PAYLOAD)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a*b", "*/x*y", "/X", "a/", "*:loud"})
    void whatIsNone(final String pattern) {
        assertThrows(IllegalArgumentException.class, () -> EventPattern.parse(pattern));
    }

    @Test
    void wrongSeverityIsAnsweredWithTheRightOnes() {
        assertEquals("'loud' is no severity; give info, warning, error or fatal",
            assertThrows(IllegalArgumentException.class, () -> EventPattern.parse("*:loud")).getMessage());
    }
}
