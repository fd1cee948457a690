package org.rankferry.engine.coordinator.manager;

import java.util.Locale;

/** What a job does when a migration fails, or ranks are lost. */
public enum Policy {
    /** When ranks are lost the others are ended: the job has failed. After a migration that fails it goes on. */
    ABORT,
    /** When ranks are lost the others run on. */
    IGNORE,
    /** A migration that fails is tried again; otherwise as {@link #ABORT}. */
    MIGRATE,
    /** When ranks are lost all are started again from the last checkpoint. */
    RESTART;

    /** In options. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The policy of a word. */
    public static Policy ofWord(final String word) {
        for (final Policy policy : values()) {
            if (policy.word().equals(word)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is no policy; give abort, ignore, migrate or restart");
    }
}
