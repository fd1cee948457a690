package org.rankferry.engine.nativeio;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ProcessSignalTest {
    private static final int SIGUSR1 = 10;

    @Test
    void aSignalRunsWhatItIsToRunEachTime() throws Exception {
        final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        ProcessSignal.handle(ProcessSignal.USR1, () -> heard.add(Thread.currentThread().getName()));
        for (int i = 0; i < 3; i++) {
            Libc.kill(ProcessHandle.current().pid(), SIGUSR1);
            assertEquals("SIGUSR1 handler", heard.poll(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatTheJvmUsesItKeeps() {
        for (final String name : new String[] {"QUIT", "SEGV", "NONE"}) {
            assertThrows(IllegalArgumentException.class, () -> ProcessSignal.handle(name, () -> { }));
        }
    }
}
