package org.rankferry.engine.coordinator.manager;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

import org.rankferry.engine.coordinator.job.MigrationPhase;
import org.rankferry.engine.coordinator.job.Report;

/**
 * A phase in which every migration rests a while, so that people can rehearse what happens when something fails in it:
 * its orders are given, and what nodes answer is heard later. Used by one thread.
 */
final class Rest {
    private final MigrationPhase phase;
    private final long lengthNs;
    private final Deque<Report> kept = new ArrayDeque<>();
    private MigrationRun of;
    private long epoch;
    private long endNs;

    private Rest(final MigrationPhase phase, final long lengthNs) {
        this.phase = phase;
        this.lengthNs = lengthNs;
    }

    /**
     * One of {@code PHASE=SECONDS}.
     *
     * @param text null for none.
     * @throws IllegalArgumentException when it is none.
     */
    static Rest of(final String text) {
        if (text == null) {
            return new Rest(null, 0);
        }
        try {
            final int at = text.indexOf('=');
            final double seconds = Double.parseDouble(text.substring(at + 1));
            return new Rest(
                MigrationPhase.valueOf(text.substring(0, Math.max(0, at)).toUpperCase(Locale.ROOT)),
                Duration.ofMillis(Math.round(seconds * 1000)).toNanos());
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException(
                "'" + text + "' is no rest; give a phase and seconds, such as MIGRATE=5", e);
        }
    }

    /** Whether a migration has just come to its rest. */
    boolean begins(final MigrationRun run, final long nowNs) {
        if (run == null || run == of || run.phase() != phase) {
            return false;
        }
        of = run;
        epoch = run.epoch();
        endNs = nowNs + lengthNs;
        return true;
    }

    /** Keeps a report for later. Returns false when there is no rest now. */
    boolean keeps(final MigrationRun run, final Report report, final long nowNs) {
        if (!isOn(run, nowNs) && !(isBefore(run) && report.kind() == Report.Kind.JOINED)) {
            return false;
        }
        kept.add(report);
        return true;
    }

    /** What was kept, one by one, when the rest is over; else null. */
    Report next(final MigrationRun run, final long nowNs) {
        return isOn(run, nowNs) || isBefore(run) ? null : kept.poll();
    }

    /** Nanoseconds until it is over. */
    long idleNs(final long nowNs) {
        return kept.isEmpty() ? Long.MAX_VALUE : Math.max(0, endNs - nowNs);
    }

    /** Ranks that join before all images are stored would leave nothing to wait for in RESTART. */
    private boolean isBefore(final MigrationRun run) {
        return phase == MigrationPhase.RESTART && run != null && run != of && run.phase() == MigrationPhase.MIGRATE;
    }

    private boolean isOn(final MigrationRun run, final long nowNs) {
        return run != null && run == of && run.epoch() == epoch && run.phase() == phase && nowNs - endNs < 0;
    }
}
