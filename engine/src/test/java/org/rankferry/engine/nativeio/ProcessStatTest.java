package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProcessStatTest {
    private static final String REST =
        " S 1 2 3 0 -1 4194560 100 200 0 0 1234 567 8 9 20 0 30 0 987654321 1000 2000 18446744073709551615";

    @ParameterizedTest
    @ValueSource(strings = {"java", "a b c", "((x) y) Z 1 2 3", ")", "a) S 9 9 9"})
    void nameMayHoldAnything(final String name) throws IOException {
        assertEquals(
            new ProcessStat(4321, 'S', 1234, 567, 987654321),
            ProcessStat.parse("4321 (" + name + ")" + REST + "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1 (x", "1 (x)", "1 (x) S 1 2", "x (y) S 1 2 3 0 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7"})
    void garbageIsRefused(final String line) {
        assertThrows(IOException.class, () -> ProcessStat.parse(line));
    }

    @Test
    void readsLivingAndNotDead() throws Exception {
        final ProcessStat self = ProcessStat.read(ProcessHandle.current().pid()).orElseThrow();
        assertEquals(ProcessHandle.current().pid(), self.pid());
        assertTrue(self.isAlive());
        assertTrue(ProcessStat.read(Integer.MAX_VALUE).isEmpty());

        final Process child = new ProcessBuilder("cat").start();
        final long pid = child.pid();
        assertTrue(ProcessStat.read(pid).orElseThrow().isAlive());
        child.destroyForcibly();
        assertTrue(child.waitFor(10, TimeUnit.SECONDS));
        assertFalse(ProcessStat.read(pid).map(ProcessStat::isAlive).orElse(false));
    }

    @Test
    void zombieHasEnded() {
        assertFalse(new ProcessStat(1, 'Z', 0, 0, 0).isAlive());
        assertFalse(new ProcessStat(1, 'X', 0, 0, 0).isAlive());
    }
}
