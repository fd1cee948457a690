package org.rankferry.engine.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.rankferry.engine.api.RankProgress;

/**
 * What one tick of progress shows.
 *
 * @param elapsedSeconds since the start
 * @param finished       whether this is the last
 * @param rows           one per rank, in the order of ranks
 * @param total          over all ranks
 */
record ProgressFrame(double elapsedSeconds, boolean finished, List<Row> rows, Row total) {
    private static final int UNKNOWN = -1;

    /** A rank, a group of ranks, or the total. */
    record Row(String name, RankProgress progress, double bytesPerSecond) {
        /** Between 0 and 1, or negative while the expected bytes are unknown. */
        double fraction() {
            return progress.expectedBytes() == 0
                ? UNKNOWN
                : Math.min(1.0, (double) progress.bytes() / progress.expectedBytes());
        }

        /** Seconds left, or negative while nobody can tell. */
        double etaSeconds() {
            if (progress.expectedBytes() == 0) {
                return UNKNOWN;
            }
            final long left = Math.max(0, progress.expectedBytes() - progress.bytes());
            return left == 0 ? 0 : bytesPerSecond > 0 ? left / bytesPerSecond : UNKNOWN;
        }
    }

    /** The ranks of each state as one row, in the order of the states' words. */
    List<Row> byState() {
        final Map<String, List<Row>> groups = new TreeMap<>();
        for (final Row row : rows) {
            groups.computeIfAbsent(row.progress().state(), state -> new ArrayList<>()).add(row);
        }
        final List<Row> result = new ArrayList<>(groups.size());
        groups.forEach((state, members) -> result.add(sum(members.size() + " ranks", state, members)));
        return result;
    }

    /** The rank with the smallest fraction among those that are known not to be complete. */
    Optional<Row> slowest() {
        return rows.stream()
            .filter(row -> row.fraction() >= 0 && row.fraction() < 1)
            .min((a, b) -> Double.compare(a.fraction(), b.fraction()));
    }

    /** For example {@code 6 writing, 2 stored}. */
    String states() {
        final Map<String, Integer> counts = new TreeMap<>();
        for (final Row row : rows) {
            counts.merge(row.progress().state(), 1, Integer::sum);
        }
        final List<String> parts = new ArrayList<>(counts.size());
        counts.forEach((state, count) -> parts.add(count + " " + state));
        return String.join(", ", parts);
    }

    private static Row sum(final String name, final String state, final List<Row> members) {
        double rate = 0;
        for (final Row member : members) {
            rate += member.bytesPerSecond();
        }
        return new Row(name, sum(state, members.stream().map(Row::progress).toList()), rate);
    }

    /** Bytes over several ranks; the expected bytes are unknown as soon as one rank's are. */
    static RankProgress sum(final String state, final List<RankProgress> ranks) {
        long bytes = 0;
        long expected = 0;
        boolean known = true;
        for (final RankProgress rank : ranks) {
            bytes += rank.bytes();
            expected += rank.expectedBytes();
            known &= rank.expectedBytes() > 0;
        }
        return new RankProgress(UNKNOWN, bytes, known ? expected : 0, state);
    }
}
