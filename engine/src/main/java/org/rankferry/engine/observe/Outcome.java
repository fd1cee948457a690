package org.rankferry.engine.observe;

import java.util.Locale;

/** How a session, stream or chunk ended, in events. */
public enum Outcome {
    /** Arrived whole. */
    OK,
    /** Could not be read, or not with the right CRC, to the end. */
    FAILED,
    /** Given up together with the set, or with the link. */
    ABORTED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word in events: {@code ok}. */
    @Override
    public String toString() {
        return word;
    }
}
