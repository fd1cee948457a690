package org.rankferry.report.results;

import java.util.List;
import java.util.Optional;

/**
 * What {@code rankferry bench-control} measured of the control plane, by number of nodes.
 *
 * @param fields all keys.
 * @param origin where it is from.
 */
public record ControlResult(Fields fields, Origin origin) {
    /**
     * One number of nodes.
     *
     * @param fields all keys.
     * @param runs   over which the medians are.
     */
    public record Point(Fields fields, int runs) {
        /** That ran ranks. */
        public int nodes() {
            return (int) fields.whole("nodes");
        }

        /** A figure, for example {@code stall_s}. */
        public Optional<Range> range(final String key) {
            return Optional.ofNullable(Range.read(fields, key, runs));
        }
    }

    /** What was measured, in the order of the file. */
    public List<Point> points() {
        return fields.objects("measured").stream().map(one -> new Point(one, (int) fields.whole("runs")))
            .filter(point -> point.nodes() > 0).toList();
    }

    /** Ranks of each node. */
    public int ranksPerNode() {
        return (int) fields.whole("ranks_per_node");
    }

    /** Which ranks stalled. */
    public String scope() {
        return fields.text("scope");
    }
}
