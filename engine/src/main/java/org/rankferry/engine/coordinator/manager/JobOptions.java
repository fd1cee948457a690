package org.rankferry.engine.coordinator.manager;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a job is led.
 *
 * @param journal  file for what is decided.
 * @param deadline of each phase.
 * @param policy   when ranks are lost.
 * @param fence    how long ranks may still run on a node that was lost: nothing is started in their place before.
 * @param periodic checkpoints that it takes by itself, or null.
 * @param rest     {@code PHASE=SECONDS} that every migration rests in a phase, or null.
 */
public record JobOptions(
    Path journal, Duration deadline, Policy policy, Duration fence, Periodic periodic, String rest) {

    /** What an operator asks to have a migration taken back. */
    public static final String CANCEL = "cancel";
    /** What an operator asks to have images of all ranks in files. */
    public static final String CHECKPOINT = "checkpoint";
    /** Key of the directory that a checkpoint goes to. */
    public static final String TO = "to";

    /**
     * Checkpoints that nobody asks for.
     *
     * @param to    directory that they go to.
     * @param every from one to the next.
     * @param keep  so many of them.
     */
    public record Periodic(Path to, Duration every, int keep) {
        /** Checks what can be checked. */
        public Periodic {
            if (every.isNegative() || every.isZero() || keep < 1) {
                throw new IllegalArgumentException(
                    "checkpoints every " + every.toMillis() / 1000.0 + " s, " + keep + " kept; give more than none");
            }
        }

        long everyNs() {
            return every.toNanos();
        }
    }

    /** Checks what can be checked. */
    public JobOptions {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline " + deadline + " is none");
        }
        if (fence.isNegative()) {
            throw new IllegalArgumentException("fence " + fence + " is none");
        }
        Rest.of(rest);
    }

    /** Without a fence, and checkpoints only when they are asked for. */
    public static JobOptions of(final Path journal, final Duration deadline, final Policy policy) {
        return new JobOptions(journal, deadline, policy, Duration.ZERO, null, null);
    }

    long deadlineNs() {
        return deadline.toNanos();
    }
}
