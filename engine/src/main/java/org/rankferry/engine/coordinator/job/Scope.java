package org.rankferry.engine.coordinator.job;

import java.util.Locale;

/** Which ranks stall when some move. */
public enum Scope {
    /** All of the job, as in the framework of 2010. */
    GLOBAL,
    /** Those that move, and those that have a connection with one of them; the others run on. */
    LOCAL;

    /** In options and results: {@code global}, {@code local}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The scope of a word. */
    public static Scope ofWord(final String word) {
        for (final Scope scope : values()) {
            if (scope.word().equals(word)) {
                return scope;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is no scope; give global or local");
    }
}
