package org.rankferry.engine.observe;

import java.io.IOException;
import java.util.zip.CRC32;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertTrue;

class CpuMeterTest {
    @Test
    void countsThisProcessFromTheBeginAndRanksUntilTheirImageIsStored() throws IOException, InterruptedException {
        final Process rank = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
        try {
            final CpuMeter meter = new CpuMeter();
            burn(0.2);
            meter.onRankAttached(3, (int) rank.pid());
            meter.onRankAttached(4, 0x7fff_fff0);
            meter.onBegin(1);
            final double before = CpuTime.of(rank.pid());
            final double selfBefore = CpuTime.ofSelf();
            burn(0.1);
            while (CpuTime.of(rank.pid()) - before < 0.05) {
                burn(0.01);
            }
            meter.onImageStored(3, 1);
            meter.onImageStored(4, 1);
            final double rankSeconds = CpuTime.of(rank.pid()) - before;
            final double seconds = meter.seconds();
            final double self = CpuTime.ofSelf() - selfBefore;
            assertTrue(seconds >= 0.15 && seconds <= rankSeconds + self + 0.05,
                seconds + " of " + rankSeconds + " and " + self);
        } finally {
            rank.destroyForcibly().waitFor();
        }
    }

    private static void burn(final double seconds) {
        final double end = CpuTime.ofSelf() + seconds;
        final CRC32 crc = new CRC32();
        while (CpuTime.ofSelf() < end) {
            crc.update(new byte[4096]);
        }
    }
}
