package org.rankferry.engine.health;

import java.util.EnumMap;
import java.util.Map;

/**
 * What one sensor has been found to say. It takes several readings in a row to be raised, and as many beyond the margin
 * to be lowered, so that a value which jitters about its limit changes nothing after it was raised.
 *
 * <pre>
 *  UNKNOWN           to OK                at once
 *  UNKNOWN, OK       to WARNING, FAILING  after readings in a row that call for it
 *  WARNING           to FAILING           likewise
 *  FAILING, WARNING  to WARNING, OK       after readings in a row that are below it by the margin
 *  OK                to UNKNOWN           after readings in a row that there are none
 *  FAILING, WARNING  to UNKNOWN           never: a sensor that has ceased to work makes no node well
 * </pre>
 *
 * Used by one thread.
 */
final class SensorState {
    private static final String NOT_YET = " has not been read often enough";

    private final int needed;
    /** Readings in a row, up to the last, that call for at least this. */
    private final Map<Health, Integer> above = new EnumMap<>(Health.class);
    /** Readings in a row that call for no more than this, the margin included. */
    private final Map<Health, Integer> below = new EnumMap<>(Health.class);
    private int without;
    private Health health = Health.UNKNOWN;
    private String reason;

    /**
     * Of a sensor that has not been read.
     *
     * @param sensor its name.
     * @param needed readings in a row, 1 or more.
     */
    SensorState(final String sensor, final int needed) {
        this.needed = needed;
        reason = sensor + NOT_YET;
    }

    /** What it is now. */
    Health health() {
        return health;
    }

    /** The reason for which it became that; empty when all is well. */
    String reason() {
        return reason;
    }

    /** It was read. */
    void onReading(final Reading reading) {
        count(reading);
        final Health next = next(reading);
        if (next != health) {
            become(next, reading.reason());
        }
    }

    private void count(final Reading reading) {
        final boolean known = reading.raised() != Health.UNKNOWN;
        without = known ? 0 : without + 1;
        for (final Health level : Health.values()) {
            count(above, level, known && reading.raised().compareTo(level) >= 0);
            count(below, level, known && reading.lowered().compareTo(level) <= 0);
        }
    }

    private static void count(final Map<Health, Integer> inARow, final Health level, final boolean oneMore) {
        inARow.put(level, oneMore ? inARow.getOrDefault(level, 0) + 1 : 0);
    }

    private Health next(final Reading reading) {
        if (isAbove(Health.FAILING)) {
            return Health.FAILING;
        }
        if (isAbove(Health.WARNING) && health != Health.FAILING) {
            return Health.WARNING;
        }
        if (health == Health.UNKNOWN) {
            return reading.raised() == Health.OK ? Health.OK : Health.UNKNOWN;
        }
        if (health.isRaised()) {
            return isBelow(Health.OK) ? Health.OK : isBelow(Health.WARNING) ? Health.WARNING : health;
        }
        return without >= needed ? Health.UNKNOWN : health;
    }

    private boolean isAbove(final Health level) {
        return above.get(level) >= needed;
    }

    private boolean isBelow(final Health level) {
        return below.get(level) >= needed;
    }

    private void become(final Health next, final String why) {
        if (next == Health.UNKNOWN && health.isRaised()) {
            throw new IllegalStateException("a sensor that is " + health + " can't become " + next);
        }
        health = next;
        reason = next == Health.OK ? "" : why;
    }
}
