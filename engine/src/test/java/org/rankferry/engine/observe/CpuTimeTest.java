package org.rankferry.engine.observe;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CpuTimeTest {
    @Test
    void clockAndStatAgree() throws IOException {
        final long pid = ProcessHandle.current().pid();
        final double statBefore = CpuTime.fromStat(pid);
        final double clock = CpuTime.ofSelf();
        final double statAfter = CpuTime.fromStat(pid);
        // The ticks of stat round user and system time each.
        assertTrue(clock >= statBefore - 0.05 && clock <= statAfter + 0.05,
            statBefore + " <= " + clock + " <= " + statAfter);
    }

    @Test
    void otherProcess() throws Exception {
        final Process child = new ProcessBuilder("cat").start();
        try {
            final double seconds = CpuTime.of(child.pid());
            assertTrue(seconds >= 0 && seconds < 5, seconds + " s");
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void noSuchProcess() {
        final IOException e = assertThrows(IOException.class, () -> CpuTime.of(Integer.MAX_VALUE));
        assertEquals("CPU time of pid 2147483647: there is no such process", e.getMessage());
    }
}
