package org.rankferry.bench.remote;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a client asks of a server, and the words on the wire. */
enum Ask {
    /** A target for a configuration. */
    OPEN,
    /** A set is about to be moved. */
    BEGIN,
    /** What the set took. */
    RECEIVED,
    /** Whether its content is what the ranks wrote. */
    CHECK,
    /** Its memory back. */
    RECYCLE,
    /** No more of this target. */
    CLOSE,
    /** What the machine has done so far. */
    MACHINE;

    static final String KEY = "ask";
    static final String FAULT = "fault";
    static final String SCENE = "scene";
    static final String CASE = "case";
    static final String SEED = "seed";
    static final String ADDRESS = "address";
    static final String WRONG = "wrong";

    Map<String, Object> line() {
        final Map<String, Object> line = new LinkedHashMap<>();
        line.put(KEY, name().toLowerCase(Locale.ROOT));
        return line;
    }

    /** What a line asks. */
    static Ask of(final Map<?, ?> line) {
        for (final Ask ask : values()) {
            if (ask.name().toLowerCase(Locale.ROOT).equals(line.get(KEY))) {
                return ask;
            }
        }
        throw new IllegalArgumentException("nobody knows what '" + line.get(KEY) + "' asks");
    }
}
