package org.rankferry.checkpointer;

import java.time.Duration;

/** How long a program that writes or reads an image may do nothing before it counts as hanging. */
public final class Silence {
    /** Environment variable with the seconds. */
    public static final String VARIABLE = "RANKFERRY_CHECKPOINTER_SILENCE";
    private static final Duration DEFAULT = Duration.ofSeconds(30);
    private static final double MOST_SECONDS = 1e6;

    private Silence() {
    }

    /**
     * The longest.
     *
     * @throws IllegalArgumentException in one line, when the variable has no such number.
     */
    public static Duration most() {
        final String text = System.getenv(VARIABLE);
        return text == null || text.isEmpty() ? DEFAULT : parse(text);
    }

    static Duration parse(final String text) {
        try {
            final double seconds = Double.parseDouble(text);
            if (seconds > 0 && seconds <= MOST_SECONDS) {
                return Duration.ofNanos(Math.max(1, Math.round(seconds * 1e9)));
            }
        } catch (final NumberFormatException e) {
            // Told below, as any other value that is none.
        }
        throw new IllegalArgumentException(VARIABLE + " is '" + text + "'; give seconds, more than 0");
    }
}
