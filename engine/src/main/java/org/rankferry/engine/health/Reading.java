package org.rankferry.engine.health;

/**
 * What a sensor says, once. Between {@code lowered} and {@code raised} lies its margin: a sensor that is neither worse
 * than the one nor better than the other stays what it is.
 *
 * @param sensor  its name, the same each time.
 * @param value   with its unit, for people.
 * @param limit   that the value is held against, for people.
 * @param raised  what the value calls for, {@link Health#UNKNOWN} when there is none.
 * @param lowered what it would call for if the margin were added to it; never better than {@code raised}.
 * @param reason  what is wrong, in a few words; empty when nothing is.
 */
public record Reading(String sensor, String value, String limit, Health raised, Health lowered, String reason) {
    /** Of a sensor without limits. */
    static final String NO_LIMIT = "none";

    /** Checks that the margin lies on the right side. */
    public Reading {
        if (lowered.compareTo(raised) < 0) {
            throw new IllegalArgumentException(
                sensor + " would be raised to " + raised + " and lowered to " + lowered);
        }
    }

    /** Of a sensor that has a word instead of a margin. */
    static Reading plain(
        final String sensor, final String value, final String limit, final Health health, final String reason) {

        return new Reading(sensor, value, limit, health, health, reason);
    }

    /** Of a sensor that does not work. */
    static Reading unknown(final String sensor, final String why) {
        return plain(sensor, "?", "", Health.UNKNOWN, why);
    }
}
