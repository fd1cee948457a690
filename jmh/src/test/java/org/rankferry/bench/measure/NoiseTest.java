package org.rankferry.bench.measure;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class NoiseTest {
    private static final MachineUse QUIET = new MachineUse(10, 2, 0.09, 0.9, 3.5);

    @Test
    void aQuietMachineIsNotNoisyWhateverItsLoadWasBefore() {
        final Noise noise = new Noise(null, QUIET, List.of(0.0, 1.0, 0.0), List.of(10.0, 11.9));
        assertEquals(List.of(), noise.findings());
        assertEquals(false, noise.toMap().get("noisy"));
        assertEquals(3.5, noise.toMap().get("load_before"));
    }

    @Test
    void whoTakesCoresIsCounted() {
        assertEquals(
            List.of("other processes took 0.50 of 2 cores"),
            new Noise(null, new MachineUse(10, 2, 0.5, 0, 0), List.of(), List.of()).findings());
    }

    @Test
    void stolenTimeAndOthersThatWaitAreFound() {
        assertEquals(
            List.of("at far:1 the hypervisor kept 2.5 % of the CPU time",
                "at far:1 threads of others that wanted to run between the turns: 3"),
            new Noise("far:1", new MachineUse(10, 2, 0, 2.5, 0), List.of(3.0, 0.0, 4.0), List.of()).findings());
    }

    @Test
    void memcpyThatChangesIsFound() {
        assertEquals(
            List.of("memcpy lay 25 % apart between the rounds (9.00..11.50 GiB/s)"),
            new Noise(null, QUIET, List.of(), List.of(10.0, 11.5, 9.0)).findings());
    }

    @Test
    void oneRoundSaysNothingAboutTheNext() {
        final Noise noise = new Noise(null, QUIET, List.of(), List.of(10.0));
        assertFalse(noise.toMap().containsKey("memcpy_spread_percent"));
        assertFalse(noise.toMap().containsKey("others_runnable"));
    }
}
