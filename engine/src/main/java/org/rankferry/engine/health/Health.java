package org.rankferry.engine.health;

import java.util.Locale;

/** How well a sensor says that a node is, or all of them together; from the best to the worst. */
public enum Health {
    /** All is well, as far as anybody can tell. */
    OK,
    /** Nothing is known: there is no sensor, or it does not work. Moves nothing. */
    UNKNOWN,
    /** Not as it should be: ranks stay, but others do not move here. */
    WARNING,
    /** About to fail: ranks move away. */
    FAILING;

    /** In texts and files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether something is known to be wrong: such a node is given no ranks that leave another. */
    public boolean isRaised() {
        return this == WARNING || this == FAILING;
    }

    /**
     * The health of a word.
     *
     * @throws IllegalArgumentException when there is none.
     */
    public static Health ofWord(final String word) {
        for (final Health health : values()) {
            if (health.word().equals(word)) {
                return health;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is no health; give ok, unknown, warning or failing");
    }
}
