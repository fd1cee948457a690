package org.rankferry.system;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.fail;

/** Waits for what no event tells of. */
final class Await {
    private static final long LOOK_US = 500;

    private Await() {
    }

    /** Looks often, until it is so, or the test's patience is over. */
    static void that(final String what, final Callable<Boolean> condition) throws InterruptedException {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ChildProcess.patienceSeconds());
        while (!holds(condition)) {
            if (System.nanoTime() - deadline > 0) {
                fail("not within " + ChildProcess.patienceSeconds() + " s: " + what);
            }
            TimeUnit.MICROSECONDS.sleep(Patience.times(LOOK_US));
        }
    }

    private static boolean holds(final Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (final Exception e) {
            return false; // a file that is not there yet, a process that has just ended
        }
    }
}
