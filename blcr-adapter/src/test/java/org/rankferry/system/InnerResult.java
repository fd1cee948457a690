package org.rankferry.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;

/**
 * How one test of an {@link InnerRun} has ended, as a line between two processes.
 *
 * @param name    class and test.
 * @param outcome {@link #PASSED}, {@link #FAILED} or {@link #SKIPPED}; {@link #STARTED} before it has ended.
 * @param seconds that it took.
 * @param text    why it failed or was skipped; empty otherwise.
 */
record InnerResult(String name, String outcome, double seconds, String text) {
    static final String STARTED = "started";
    static final String PASSED = "passed";
    static final String FAILED = "failed";
    static final String SKIPPED = "skipped";
    private static final String MARK = "@result ";

    String line() {
        final Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", name);
        values.put("outcome", outcome);
        values.put("seconds", seconds);
        values.put("text", text);
        try {
            return MARK + JSON.std.asString(values);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a line, or returns null when it is something that a test has printed. */
    static InnerResult parse(final String line) {
        if (!line.startsWith(MARK)) {
            return null;
        }
        try {
            final Map<String, Object> values = JSON.std.mapFrom(line.substring(MARK.length()));
            return new InnerResult((String) values.get("name"), (String) values.get("outcome"),
                ((Number) values.get("seconds")).doubleValue(), (String) values.get("text"));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
