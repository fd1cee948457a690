package org.rankferry.bench.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Which copy of each rank computes; any thread. A rank that would compute twice is a fault that is kept. */
final class RankLedger {
    private final Map<Integer, SimulatedRank> computing = new ConcurrentHashMap<>();
    private final List<String> faults = Collections.synchronizedList(new ArrayList<>());

    void computes(final SimulatedRank rank) {
        final SimulatedRank other = computing.putIfAbsent(rank.number(), rank);
        if (other != null) {
            fault(rank + " computes while " + other + " does");
        }
    }

    void rests(final SimulatedRank rank) {
        computing.remove(rank.number(), rank);
    }

    void fault(final String text) {
        faults.add(text);
    }

    /** Faults so far. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    /** Where each rank computes, by rank. */
    Map<Integer, String> places() {
        final Map<Integer, String> places = new TreeMap<>();
        computing.forEach((number, rank) -> places.put(number, rank.node()));
        return places;
    }
}
