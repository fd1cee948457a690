package org.rankferry.checkpointer;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.engine.cli.Main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The commands of this module are among the others. */
class CommandHelpTest {
    @Test
    void theyAreListed() {
        final String help = run("--help");
        for (final String command : List.of("inspect", "mount", "mount-image")) {
            assertTrue(help.contains("\n  " + command + " "), help);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "mount", "mount-image"})
    void everyCommandHasHelpWithExamples(final String command) {
        final String help = run(command, "--help");
        assertTrue(help.contains("Examples:"), help);
        assertTrue(help.contains("\n  rankferry " + command + " "), help);
        assertTrue(help.contains("--debug"), help);
    }

    private static String run(final String... args) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final int code = Main.run(new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8), args);
        assertEquals(0, code, () -> err.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
