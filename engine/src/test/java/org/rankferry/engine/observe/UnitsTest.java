package org.rankferry.engine.observe;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B", "1023, 1023 B", "1024, 1.0 KiB", "1048575, 1.0 MiB", "22334668, 21.3 MiB", "178677350, 170.4 MiB",
        "1073741824, 1.0 GiB", "5368709120, 5.0 GiB", "9223372036854775807, 8.0 EiB",
    })
    void sizes(final long bytes, final String text) {
        assertEquals(text, Units.bytes(bytes));
        assertEquals(text + "/s", Units.rate((double) bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0 s", "0.14, 0.1 s", "9.94, 9.9 s", "9.96, 10 s", "59.4, 59 s", "59.6, 1 m 00 s", "187, 3 m 07 s",
        "3599.7, 1 h 00 m", "7500, 2 h 05 m",
    })
    void times(final double seconds, final String text) {
        assertEquals(text, Units.seconds(seconds));
    }
}
