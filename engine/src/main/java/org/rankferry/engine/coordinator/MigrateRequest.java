package org.rankferry.engine.coordinator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an operator, or a trigger, wants moved.
 *
 * @param off     nodes that are to be left.
 * @param onto    nodes to move to, in this order; empty for the spares.
 * @param exclude spares that are not to be taken.
 * @param ranks   that are to move; empty for all of the nodes.
 * @param trigger who wants it: {@value #OPERATOR}, {@value #SIGNAL}, or {@code health: } and the reason.
 */
public record MigrateRequest(
    List<String> off, List<String> onto, List<String> exclude, Set<Integer> ranks, String trigger) {

    /** What is asked. */
    public static final String ASK = "migrate";
    /** An operator's command. */
    public static final String OPERATOR = "operator";
    /** A signal to the agent of the node. */
    public static final String SIGNAL = "signal";

    private static final String TRIGGER = "trigger";

    /** Copies what it is given. */
    public MigrateRequest {
        off = List.copyOf(off);
        onto = List.copyOf(onto);
        exclude = List.copyOf(exclude);
        ranks = Set.copyOf(ranks);
    }

    /** What an operator wants. */
    public MigrateRequest(
        final List<String> off, final List<String> onto, final List<String> exclude, final Set<Integer> ranks) {

        this(off, onto, exclude, ranks, OPERATOR);
    }

    /** All ranks of a node, to any spare. */
    public static MigrateRequest allOf(final String node, final String trigger) {
        return new MigrateRequest(List.of(node), List.of(), List.of(), Set.of(), trigger);
    }

    /** As JSON. */
    public Map<String, Object> toMap() {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("off", off);
        fields.put("onto", onto);
        fields.put("exclude", exclude);
        fields.put("ranks", new TreeSet<>(ranks));
        fields.put(TRIGGER, trigger);
        return fields;
    }

    /** From JSON. */
    public static MigrateRequest of(final Map<?, ?> fields) {
        final Set<Integer> ranks = new TreeSet<>();
        ((List<?>) fields.get("ranks")).forEach(rank -> ranks.add(((Number) rank).intValue()));
        return new MigrateRequest(
            names(fields, "off"), names(fields, "onto"), names(fields, "exclude"), ranks,
            fields.get(TRIGGER) instanceof String trigger ? trigger : OPERATOR);
    }

    private static List<String> names(final Map<?, ?> fields, final String key) {
        return ((List<?>) fields.get(key)).stream().map(name -> (String) name).toList();
    }
}
