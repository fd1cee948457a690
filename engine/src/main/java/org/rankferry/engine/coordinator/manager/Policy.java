package org.rankferry.engine.coordinator.manager;

import java.util.Locale;

/** What a job does when ranks of it are lost. */
public enum Policy {
    /** The others are ended, the job has failed. */
    ABORT,
    /** The others run on. */
    IGNORE;

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
        throw new IllegalArgumentException("'" + word + "' is no policy; give abort or ignore");
    }
}
