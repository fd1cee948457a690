package org.rankferry.engine.coordinator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.backplane.Severity;

/**
 * The facts of all nodes that are there, as one of them keeps it. Each node publishes its own when it comes and when
 * they change. Who lacks some asks; the oldest node answers for all it knows, so that a thousand nodes that come do not
 * each answer a thousand. Who asks again is answered by those that it lacks themselves, which mends what a parted
 * network has left.
 *
 * <pre>
 *  rankferry.node/NODE   facts of the publisher
 *  rankferry.node/WHO    {"again": false, "nodes": [names that are lacked]}
 *  rankferry.node/NODES  {"nodes": [facts]}
 * </pre>
 *
 * <p>Used by one thread, which passes on what the backplane tells. Reads no clock.
 */
public final class NodeTable {
    /** Space of its events. */
    public static final String SPACE = "rankferry.node";

    private static final String NODE = "NODE";
    private static final String NODES = "NODES";
    private static final String WHO = "WHO";
    private static final String LIST = "nodes";
    private static final String AGAIN = "again";
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);

    private final Backplane backplane;
    private final Map<String, NodeFacts> facts = new HashMap<>();
    /** Who is there and not known. Kept with each change: to compare all names for each event takes long for many. */
    private final Set<String> lacking = new TreeSet<>();
    private List<String> present = List.of();
    private Set<String> here = Set.of();
    private NodeFacts own;
    private boolean asked;
    private long askAtNs = Long.MAX_VALUE;

    /**
     * Empty.
     *
     * @param backplane to publish on; whoever owns this subscribes.
     */
    public NodeTable(final Backplane backplane) {
        this.backplane = backplane;
    }

    /** What this node is from here on. */
    public void publish(final NodeFacts newFacts) {
        own = newFacts;
        know(own);
        tell(NODE, own.toJson());
    }

    /** Who is there, the oldest first. */
    public void onNodes(final List<String> nodes, final long nowNs) {
        present = nodes.stream().filter(node -> !JobEvents.isManager(node)).toList();
        here = Set.copyOf(present);
        facts.keySet().retainAll(here);
        lacking.clear();
        lacking.addAll(here);
        lacking.removeAll(facts.keySet());
        if (!lacking.isEmpty()) {
            asked = false;
            askAtNs = nowNs + PATIENCE_NS / 10; // most of them are about to tell by themselves
        }
    }

    /** Something that came in {@link #SPACE}. What is no such event is an error of its publisher. */
    public void onEvent(final Event event) {
        switch (event.name()) {
            case NODE -> learn(NodeFacts.ofJson(event.payload()));
            case NODES -> list(event).forEach(one -> learn(NodeFacts.of((Map<?, ?>) one)));
            case WHO -> answer(event);
            default -> {
                // Of a later release.
            }
        }
        if (lacking.isEmpty()) {
            askAtNs = Long.MAX_VALUE;
        }
    }

    /** Asks for what is lacking when it is time. Returns the amount of work done. */
    public int doWork(final long nowNs) {
        if (askAtNs == Long.MAX_VALUE || nowNs - askAtNs < 0) {
            return 0;
        }
        tell(WHO, EventFields.json(Map.of(AGAIN, asked, LIST, List.copyOf(lacking))));
        asked = true;
        askAtNs = nowNs + PATIENCE_NS;
        return 1;
    }

    /** Nanoseconds until there is something to do. */
    public long idleNs(final long nowNs) {
        return askAtNs == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, askAtNs - nowNs);
    }

    /** All that are there and known, by name. */
    public Collection<NodeFacts> all() {
        return facts.values().stream().sorted(Comparator.comparing(NodeFacts::node)).toList();
    }

    /** Whether all that are there are known, and somebody is. */
    public boolean isComplete() {
        return !present.isEmpty() && lacking.isEmpty();
    }

    private void learn(final NodeFacts one) {
        // About itself a node knows best, and who has left is of no interest.
        if (here.contains(one.node()) && (own == null || !one.node().equals(own.node()))) {
            // What somebody else says of it may be older than what it said itself.
            final NodeFacts known = facts.get(one.node());
            know(known == null || one.edition() >= known.edition() ? one : known);
        }
    }

    private void know(final NodeFacts one) {
        facts.put(one.node(), one);
        lacking.remove(one.node());
    }

    private void answer(final Event event) {
        final List<?> wanted = list(event);
        final boolean again = wantsAgain(event);
        if (again && own != null && wanted.contains(own.node())) {
            tell(NODE, own.toJson());
        } else if (!again && !present.isEmpty() && present.getFirst().equals(backplane.node())) {
            final List<Map<String, Object>> known = new ArrayList<>();
            for (final Object node : wanted) {
                if (node instanceof String name && facts.containsKey(name)) {
                    known.add(facts.get(name).toMap());
                }
            }
            tell(NODES, EventFields.json(Map.of(LIST, known)));
        }
    }

    private void tell(final String name, final String payload) {
        backplane.publish(new Event(SPACE, name, Severity.INFO, backplane.node(), "", 0, payload));
    }

    private static boolean wantsAgain(final Event event) {
        return Boolean.TRUE.equals(EventFields.of(event).get(AGAIN));
    }

    private static List<?> list(final Event event) {
        if (EventFields.of(event).get(LIST) instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException(
            "event " + event.name() + " of node " + event.node() + " has no list of nodes");
    }
}
