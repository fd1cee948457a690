package org.rankferry.bench;

import java.nio.file.Path;
import java.time.Duration;

import org.rankferry.bench.scene.BenchContent;
import org.rankferry.bench.scene.BenchScene.SourcePlace;

/**
 * How each configuration is measured.
 *
 * @param iterations      measured image sets, when there is no duration.
 * @param duration        of all measured image sets together, or null.
 * @param warmup          image sets moved before, which count for nothing.
 * @param baseline        whether baselines are taken between the sets.
 * @param peers           whether other tools copy the same bytes between the sets.
 * @param source          where source and ranks live, and what they write.
 * @param baselineProgram {@code rankferry-baseline}.
 */
record BenchPlan(
    int iterations, Duration duration, int warmup, boolean baseline, boolean peers, SourcePlace source,
    Path baselineProgram) {
    /** Measured sets of a turn when their number is given. */
    static final int SETS_PER_TURN = 2;
    /** Turns that a duration is divided into. */
    static final int TURNS_OF_DURATION = 10;

    /** Turns of each configuration. */
    int rounds() {
        return duration != null ? TURNS_OF_DURATION : Math.ceilDiv(iterations, SETS_PER_TURN);
    }

    /**
     * Whether a turn goes on.
     *
     * @param sets    measured in this turn.
     * @param seconds that they took.
     * @param all     sets measured so far, those of this turn included.
     */
    boolean goesOn(final int sets, final double seconds, final int all) {
        if (duration == null) {
            return sets < SETS_PER_TURN && all < iterations;
        }
        return sets < SETS_PER_TURN || seconds < duration.toNanos() / 1e9 / TURNS_OF_DURATION;
    }

    /** What the ranks write. */
    BenchContent content() {
        return source.content();
    }

    /** Whether every set's content is compared, outside the timed part. */
    boolean check() {
        return content() == BenchContent.CHECKED;
    }
}
