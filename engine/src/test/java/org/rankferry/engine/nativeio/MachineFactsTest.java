package org.rankferry.engine.nativeio;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MachineFactsTest {
    @Test
    void sayWhatUnameSays() throws Exception {
        final MachineFacts facts = MachineFacts.read();
        assertEquals(uname("-m"), facts.isa());
        assertEquals(uname("-r"), facts.kernel());
        assertTrue(
            facts.libc().equals(MachineFacts.UNKNOWN) || facts.libc().matches("glibc \\d+\\.\\d+.*"), facts.libc());
    }

    @Test
    void isaHasTheKernelsName() {
        assertEquals("x86_64", MachineFacts.isa("amd64"));
        assertEquals("aarch64", MachineFacts.isa("arm64"));
        assertEquals("aarch64", MachineFacts.isa("aarch64"));
        assertEquals("riscv64", MachineFacts.isa("riscv64"));
    }

    @Test
    void cpuClockGoesForward() {
        final long pid = ProcessHandle.current().pid();
        final long before = CpuClock.nanos(pid).orElseThrow();
        long value = 1;
        while (CpuClock.nanos(pid).orElseThrow() - before < 1_000_000) {
            value = value * 31 + 7;
        }
        assertTrue(value != 0);
        assertFalse(CpuClock.nanos(Integer.MAX_VALUE).isPresent());
    }

    private static String uname(final String option) throws Exception {
        final Process process = new ProcessBuilder("uname", option).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
