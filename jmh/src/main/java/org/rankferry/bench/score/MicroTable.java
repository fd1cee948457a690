package org.rankferry.bench.score;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** One run beside another, benchmark by benchmark. */
public final class MicroTable {
    /** A tenth of the smallest object: less is what JMH itself allocates. */
    private static final double SAME_BYTES = 1.6;
    private static final String NOTHING = "-";

    private final MicroRun before;
    private final MicroRun now;

    /**
     * A table that is not made yet.
     *
     * @param before what is compared with.
     * @param now    what is compared.
     */
    public MicroTable(final MicroRun before, final MicroRun now) {
        this.before = before;
        this.now = now;
    }

    /** How a benchmark has changed. */
    enum Change {
        /** The intervals of both overlap. */
        SAME(""),
        /** It takes less, beyond both intervals. */
        FASTER("faster"),
        /** It takes more, beyond both intervals. */
        SLOWER("SLOWER"),
        /** It was not there before. */
        NEW("new"),
        /** It was not run now. */
        GONE("not run"),
        /** The units differ. */
        INCOMPARABLE("other unit");

        private final String word;

        Change(final String word) {
            this.word = word;
        }

        static Change of(final MicroScore before, final MicroScore now) {
            if (before == null || now == null) {
                return before == null ? NEW : GONE;
            }
            if (!before.unit().equals(now.unit())) {
                return INCOMPARABLE;
            }
            if (now.score() + now.error() < before.score() - before.error()) {
                return FASTER;
            }
            return now.score() - now.error() > before.score() + before.error() ? SLOWER : SAME;
        }
    }

    /** All lines: where both were taken when that differs, the head, and a row for each benchmark of either run. */
    public List<String> lines() {
        final List<String> lines = new ArrayList<>();
        lines.add("# before: " + before.takenAt() + ", version " + before.version());
        for (final String key : MicroRun.ENVIRONMENT) {
            final String was = before.environment().get(key);
            final String is = now.environment().get(key);
            if (!Objects.equals(was, is)) {
                lines.add("# another machine: " + key + " was " + was + ", is " + is);
            }
        }
        if (before.forks() != now.forks() || before.seconds() != now.seconds()) {
            lines.add(String.format(
                Locale.ROOT, "# measured otherwise: %d forks of %d s before, %d of %d s now", before.forks(),
                before.seconds(), now.forks(), now.seconds()));
        }
        lines.add(row("benchmark", "before", "now", "unit", "ratio", "bytes/op", ""));
        final Map<String, MicroScore> scores = byId(now);
        byId(before).forEach((id, score) -> lines.add(row(id, score, scores.remove(id))));
        scores.forEach((id, score) -> lines.add(row(id, null, score)));
        return lines;
    }


    private static String row(final String id, final MicroScore was, final MicroScore is) {
        final Change change = Change.of(was, is);
        final boolean both = was != null && is != null;
        String mark = change.word;
        if (both && Math.abs(is.allocated() - was.allocated()) > SAME_BYTES) {
            mark += (mark.isEmpty() ? "" : ", ")
                + (is.allocated() > was.allocated() ? "ALLOCATES MORE" : "allocates less");
        }
        return row(
            id, interval(was), interval(is), is == null ? was.unit() : is.unit(),
            both && change != Change.INCOMPARABLE && was.score() > 0 ? number("%.3f", is.score() / was.score())
                : NOTHING,
            bytes(was) + " -> " + bytes(is), mark);
    }

    private static String row(final String... cells) {
        return String.format(
            Locale.ROOT, "%-48s %-22s %-22s %-7s %-9s %-15s %s", (Object[]) cells).stripTrailing();
    }

    private static String interval(final MicroScore score) {
        return score == null ? NOTHING : number("%.3f", score.score()) + " +- " + number("%.3f", score.error());
    }

    private static String bytes(final MicroScore score) {
        return score == null ? NOTHING : number("%.0f", score.allocated());
    }

    private static String number(final String format, final double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static Map<String, MicroScore> byId(final MicroRun run) {
        final Map<String, MicroScore> scores = new LinkedHashMap<>();
        run.scores().forEach(score -> scores.put(score.id(), score));
        return scores;
    }
}
