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
 * @param addresses of the targets, by node, for OPEN; directories of images, by the node that wrote them, for STORE,
 *                  LOAD and FORGET.
 * @param why       for ROLL_BACK and END, in one line.
 * @param locations where ranks are reached, by rank, for RESUME and ROLL_BACK: those that have changed.
 */
public record Order(
    Kind kind, long epoch, List<String> nodes, List<Move> moves, Map<String, String> addresses, String why,
    Map<Integer, String> locations) {

    /** In which the ranks of a job begin; in each later one those that move go on from an image. */
    public static final long FIRST_EPOCH = 1;

    /** What there is to do, and how it is answered. */
    public enum Kind {
        /** All: start the ranks. Answer: LAUNCHED with their locations. */
        LAUNCH("LAUNCH", Report.Kind.LAUNCHED),
        /** All: start the ranks from the images in a directory. Answer: LAUNCHED with their locations. */
        LOAD("LOAD", Report.Kind.LAUNCHED),
        /** All: open a store in a directory for the images of the node's own ranks. Answer: PREPARED, as below. */
        STORE("STORE", Report.Kind.PREPARED),
        /** Targets: open a store for the images. Answer: PREPARED with its address. */
        PREPARE("PREPARE", Report.Kind.PREPARED),
        /** Sources: open a pool for the images, towards the target. Answer: OPENED. */
        OPEN("OPEN", Report.Kind.OPENED),
        /** All: stall the ranks; the event MIGRATE of the framework of 2010. Answer: STALLED. */
        STALL("MIGRATE", Report.Kind.STALLED),
        /** Sources: send the images of the moving ranks. Answer: STORED, its MIGRATE_PIIC. */
        CHECKPOINT("CHECKPOINT", Report.Kind.STORED),
        /** Targets: restart the ranks from the images as they arrive. Answer: JOINED. */
        RESTART("RESTART", Report.Kind.JOINED),
        /** Sources: end the old copies of the moved ranks, which are stalled. Answer: RELEASED. */
        RELEASE("RELEASE", Report.Kind.RELEASED),
        /** All: let the ranks go on. Answer: RESUMED. */
        RESUME("RESUME", Report.Kind.RESUMED),
        /** All: end new copies, and let the ranks go on that were stalled. Answer: ROLLED_BACK. */
        ROLL_BACK("ROLL_BACK", Report.Kind.ROLLED_BACK),
        /** All: remove the images in a directory. Answer: FORGOTTEN, which nobody waits for. */
        FORGET("FORGET", Report.Kind.FORGOTTEN),
        /** All: end every copy of every rank. Answer: ENDED. */
        END("END", Report.Kind.ENDED);

        private final String event;
        private final Report.Kind answer;

        Kind(final String event, final Report.Kind answer) {
            this.event = event;
            this.answer = answer;
        }

        /** Its name on the backplane; MIGRATE and RESTART are those of the framework of 2010. */
        public String event() {
            return event;
        }

        /** Whether it begins the life of a job's ranks. */
        public boolean isStart() {
            return this == LAUNCH || this == LOAD;
        }

        /** Whether the nodes may hear of the job with it for the first time. */
        public boolean describesJob() {
            return isStart() || this == PREPARE || this == STORE;
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
        locations = Map.copyOf(locations);
    }

    /** The ranks that move to a node. */
    public List<Integer> onto(final String node) {
        return moves.stream().filter(move -> move.onto().equals(node)).flatMap(move -> move.ranks().stream()).toList();
    }

    /** The ranks that move away from a node. */
    public List<Integer> from(final String node) {
        return moves.stream().filter(move -> move.from().equals(node)).flatMap(move -> move.ranks().stream()).toList();
    }
}
