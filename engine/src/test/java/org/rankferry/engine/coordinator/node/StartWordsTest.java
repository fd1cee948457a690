package org.rankferry.engine.coordinator.node;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class StartWordsTest {
    private static final List<String> LAUNCH =
        List.of("sh", "-c", "pwd; echo \"$A $B\"; printf '%s;' \"$@\"", "name", "it's", "two words", "$HOME *");
    private static final Map<String, String> ENVIRONMENT = Map.of("A", "a 'b'", "B", "\"c\" \\");

    @TempDir
    private Path root;

    /** As ssh does it, which has a shell take all its words apart again. */
    @Test
    void aShellTakesTheCommandApartAsItWas() throws Exception {
        assertEquals(expected(), output(
            StartWords.of(List.of("sh", "-c", "{command}"), LAUNCH, ENVIRONMENT, root)));
    }

    /** As srun does it. */
    @Test
    void orItsWordsComeLast() throws Exception {
        assertEquals(expected(), output(StartWords.of(List.of("nice", "-n", "1"), LAUNCH, ENVIRONMENT, root)));
    }

    private String expected() {
        return root + "\na 'b' \"c\" \\\nit's;two words;$HOME *;";
    }

    private static String output(final List<String> words) throws Exception {
        final Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
