package org.rankferry.checkpointer.inspect;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.rankferry.checkpointer.format.StreamSummary;

/**
 * What a file was found to be.
 *
 * @param file    that was looked at.
 * @param rank    that it belongs to, -1 for none.
 * @param bytes   of the file.
 * @param known   whether its format is.
 * @param summary as far as it was understood.
 * @param offset  of the fault, -1 when there is none at a certain place.
 * @param fault   in one line, null when there is none.
 */
record Inspection(Path file, int rank, long bytes, boolean known, StreamSummary summary, long offset, String fault) {
    /** The same with a fault of another kind, unless there is one. */
    Inspection orFault(final String text) {
        return fault != null ? this : new Inspection(file, rank, bytes, known, summary, -1, text);
    }

    /** The same as a rank's. */
    Inspection of(final int newRank) {
        return new Inspection(file, newRank, bytes, known, summary, offset, fault);
    }

    /** For the JSON result. */
    Map<String, Object> toJson() {
        final Map<String, Object> values = new LinkedHashMap<>();
        values.put("file", file.toString());
        if (rank >= 0) {
            values.put("rank", rank);
        }
        values.put("bytes", bytes);
        values.put("format", summary.format());
        values.put("facts", summary.facts());
        values.put("section_bytes", summary.bytes());
        if (fault != null) {
            values.put("fault", fault);
            if (offset >= 0) {
                values.put("fault_offset", offset);
            }
        }
        return values;
    }
}
