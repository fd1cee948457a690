package org.rankferry.engine.cli;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A migration's steps and result, as people read them. */
final class MigrationText {
    private static final double MB = 1e6;

    private MigrationText() {
    }

    /** One step: seconds of it, and in all. */
    static String step(final Map<?, ?> step) {
        return String.format(
            Locale.ROOT, "%-9s %8.3f s / %8.3f s  %s", step.get("step"), number(step, "seconds"),
            number(step, "total_s"), step.get("text"));
    }

    /** How it has ended, in one line. */
    static String outcome(final Map<?, ?> result) {
        final String why = String.valueOf(result.get("why"));
        if (result.get("directory") instanceof String directory) {
            return result.get("outcome") + ", epoch " + result.get("epoch") + ": " + result.get("ranks")
                + " ranks, " + String.format(Locale.ROOT, "%.1f MB", number(result, "image_bytes_total") / MB)
                + " in " + directory + (why.isEmpty() ? "" : "; " + why);
        }
        return result.get("outcome") + ", epoch " + result.get("epoch") + ": ranks " + result.get("moved_ranks")
            + " from " + result.get("from") + " onto " + result.get("onto")
            + String.format(Locale.ROOT, ", %.1f MB", number(result, "image_bytes_total") / MB)
            + (why.isEmpty() ? "" : "; " + why);
    }

    /** All phases, in one line. */
    static String phases(final Map<?, ?> phases) {
        return phases.entrySet().stream()
            .filter(entry -> ((Number) entry.getValue()).doubleValue() > 0)
            .map(entry -> String.format(
                Locale.ROOT, "%s %.3f s", entry.getKey(), ((Number) entry.getValue()).doubleValue()))
            .collect(Collectors.joining(", "));
    }

    private static double number(final Map<?, ?> fields, final String name) {
        return fields.get(name) instanceof Number number ? number.doubleValue() : 0;
    }
}
