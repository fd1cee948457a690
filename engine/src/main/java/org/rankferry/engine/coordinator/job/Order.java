package org.rankferry.engine.coordinator.job;

import java.util.List;
import java.util.Map;

/**
 * What nodes are to do. The same order may come again; it is answered again, and done once.
 *
 * @param kind      of order.
 * @param epoch     of the attempt; a node that has seen a higher one passes it over.
 * @param nodes     that are to do it.
 * @param moves     of the attempt.
 * @param addresses of the targets, by node, for CHECKPOINT.
 * @param why       for ROLL_BACK, in one line.
 */
public record Order(
    Kind kind, long epoch, List<String> nodes, List<Move> moves, Map<String, String> addresses, String why) {

    /** What there is to do, and how it is answered. */
    public enum Kind {
        /** Targets: open a store for the images. Answer: PREPARED with its address. */
        PREPARE(Report.Kind.PREPARED),
        /** All: stall the ranks; the event MIGRATE of the framework of 2010. Answer: STALLED. */
        STALL(Report.Kind.STALLED),
        /** Sources: send the images of the moving ranks. Answer: STORED, its MIGRATE_PIIC. */
        CHECKPOINT(Report.Kind.STORED),
        /** Targets: restart the ranks from the images as they arrive. Answer: JOINED. */
        RESTART(Report.Kind.JOINED),
        /** Sources: end the old copies of the moved ranks, which are stalled. Answer: RELEASED. */
        RELEASE(Report.Kind.RELEASED),
        /** All: let the ranks go on. Answer: RESUMED. */
        RESUME(Report.Kind.RESUMED),
        /** All: end new copies, and let the ranks go on that were stalled. Answer: ROLLED_BACK. */
        ROLL_BACK(Report.Kind.ROLLED_BACK);

        private final Report.Kind answer;

        Kind(final Report.Kind answer) {
            this.answer = answer;
        }

        /** What a node says that has done it. */
        public Report.Kind answer() {
            return answer;
        }
    }

    /** Copies what it is given. */
    public Order {
        nodes = List.copyOf(nodes);
        moves = List.copyOf(moves);
        addresses = Map.copyOf(addresses);
    }
}
