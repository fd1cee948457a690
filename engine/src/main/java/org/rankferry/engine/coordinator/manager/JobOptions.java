package org.rankferry.engine.coordinator.manager;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a job is led.
 *
 * @param journal  file for what is decided.
 * @param deadline of each phase.
 * @param policy   when ranks are lost.
 */
public record JobOptions(Path journal, Duration deadline, Policy policy) {
    /** What an operator asks to have a migration taken back. */
    public static final String CANCEL = "cancel";

    /** Checks what can be checked. */
    public JobOptions {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline " + deadline + " is none");
        }
    }

    long deadlineNs() {
        return deadline.toNanos();
    }
}
