package org.rankferry.bench.measure;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MachineSampleTest {
    private static MachineSample at(final String cpu, final double own) {
        return MachineSample.of("boot", List.of(cpu, "cpu0 1 2 3", "cpu1 1 2 3", "ctxt 5", "procs_running 4"),
            "1.25 0.5 0.1 3/400 99\n", own);
    }

    @Test
    void theKernelsColumnsAreSumsOfTicks() {
        final MachineSample sample = at("cpu  100 50 150 1000 200 10 20 70 33 0", 2);
        assertEquals(2, sample.cores());
        assertEquals(3.3, sample.busySeconds(), 1e-9);
        assertEquals(0.7, sample.stealSeconds(), 1e-9);
        assertEquals(16.0, sample.allSeconds(), 1e-9);
        assertEquals(1.25, sample.load());
        assertEquals(4, sample.runnable());
    }

    @Test
    void othersAreWhoIsBusyButNotTheBenchmark() {
        final MachineSample before = at("cpu  100 0 0 1000 0 0 0 0", 1);
        final MachineSample after = at("cpu  1100 0 0 1900 0 0 0 100", 5);
        final MachineUse use = MachineUse.between(before, after, 3);
        assertEquals(10, use.seconds(), 1e-9);
        assertEquals((10 - 4 - 3) / 10.0, use.othersCores(), 1e-9);
        assertEquals(5, use.stealPercent(), 1e-9);
    }

    @Test
    void anotherProcessReadsWhatWasGiven() {
        final MachineSample sample = at("cpu  100 50 150 1000 200 10 20 70 33 0", 2);
        assertEquals(sample, MachineSample.ofMap(sample.toMap()));
    }

    @Test
    void thisMachineCanBeRead() {
        final MachineSample before = MachineSample.read();
        final MachineSample after = MachineSample.read();
        assertTrue(before.cores() > 0 && before.runnable() > 0 && before.ownSeconds() > 0, before::toString);
        assertTrue(after.allSeconds() >= before.allSeconds(), after::toString);
        assertEquals(before.bootId(), after.bootId());
    }
}
