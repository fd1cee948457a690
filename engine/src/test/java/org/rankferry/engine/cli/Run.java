package org.rankferry.engine.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a run of the command left behind. */
record Run(int code, String out, String err) {
    static Run run(final String... args) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final int code = Main.run(
            new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
            args);
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    void assertOneLine(final int expectedCode) {
        assertEquals(expectedCode, code, err);
        assertEquals(1, err.lines().count(), err);
        assertTrue(err.startsWith("rankferry: ") && err.endsWith("\n"), err);
        assertFalse(err.contains("\tat "), err);
    }
}
