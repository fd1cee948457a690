package org.rankferry.engine.coordinator.manager;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which ranks of a job have done their work, and which were lost. Used by one thread. */
final class RankLedger {
    private final Set<Integer> finished = new TreeSet<>();
    private final Map<Integer, String> losses = new TreeMap<>();
    private String elsewhere = "";
    private long since;

    /** A copy that was started in this epoch has ended. Returns whether that is news, and of this life of the job. */
    boolean ended(final int rank, final long epoch, final boolean well, final String how) {
        if (epoch < since || finished.contains(rank) || losses.containsKey(rank)) {
            return false;
        }
        if (well) {
            finished.add(rank);
        } else {
            losses.put(rank, how);
        }
        return true;
    }

    /** Some ranks were lost, nobody has said which. */
    void lost(final String why) {
        elsewhere = losses.isEmpty() ? why : elsewhere;
    }

    /** All begin anew, in copies of this epoch; of those before nothing more is heard. */
    void begin(final long epoch) {
        since = epoch;
        finished.clear();
        losses.clear();
        elsewhere = "";
    }

    Set<Integer> finished() {
        return finished;
    }

    boolean hasLosses() {
        return !losses.isEmpty() || !elsewhere.isEmpty();
    }

    /** Whether no rank of so many is left that computes. */
    boolean isOver(final int size) {
        return finished.size() + losses.size() >= size;
    }

    /** What was lost first. */
    String firstLoss() {
        return losses.isEmpty() ? elsewhere : losses.values().iterator().next();
    }

    /** All losses, in one line. */
    String losses() {
        return losses.isEmpty() ? elsewhere : losses.values().toString();
    }
}
