package org.rankferry.checkpointer.format;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a stream is.
 *
 * @param format of the stream, for example {@code BLCR context}.
 * @param facts  by name, in the order in which they are told; numbers or texts.
 * @param bytes  of each kind of section, in order of appearance; they add up to what was understood of the stream.
 */
public record StreamSummary(String format, Map<String, Object> facts, Map<String, Long> bytes) {
    /** Keeps the order. */
    public StreamSummary {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        bytes = Collections.unmodifiableMap(new LinkedHashMap<>(bytes));
    }

    /** One line: the format, then each fact. */
    public String line() {
        return facts.isEmpty() ? format : format + ": " + facts.entrySet().stream()
            .map(fact -> fact.getKey().replace('_', ' ') + " " + fact.getValue()).collect(Collectors.joining(", "));
    }
}
