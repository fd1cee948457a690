package org.rankferry.engine.coordinator.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import org.rankferry.protocol.wire.Names;

/**
 * A job as it is started: what every node must know to run its ranks.
 *
 * @param name       1 to 64 of {@code [A-Za-z0-9._-]}.
 * @param ranks      by node; all from 0 on, each once.
 * @param command    of a rank, with its arguments.
 * @param by         words of what starts a rank on its node: with {@code {host}}, {@code {node}}, {@code {rank}} and
 *                   {@code {command}}, or in front of the command; empty when the agent does it.
 * @param wrap       words in front of the command, {@code {node}}, {@code {host}}, {@code {rank}} replaced.
 * @param directory  to run in.
 * @param output     directory for what ranks print.
 * @param scope      of a stall.
 * @param route      of images to where their ranks move.
 * @param checkpointer that captures ranks as they are, or {@link #APPLICATION}: they write their images themselves.
 */
public record JobSpec(
    String name, Map<String, List<Integer>> ranks, List<String> command, List<String> by, List<String> wrap,
    String directory, String output, Scope scope, ImageRoute route, String checkpointer) {

    /** Ranks write their images themselves. */
    public static final String APPLICATION = "application";

    /** Checks that it is one. */
    public JobSpec {
        final String fault = Names.jobFault(name);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        final TreeSet<Integer> all = new TreeSet<>();
        final Map<String, List<Integer>> copy = new TreeMap<>();
        ranks.forEach((node, own) -> {
            copy.put(node, List.copyOf(own));
            all.addAll(own);
        });
        final int count = copy.values().stream().mapToInt(List::size).sum();
        if (count == 0 || all.size() != count || all.first() != 0 || all.last() != count - 1) {
            throw new IllegalArgumentException("ranks of job " + name + " are not 0 to n - 1, each once: " + ranks);
        }
        if (!checkpointer.equals(APPLICATION) && !by.isEmpty()) {
            throw new IllegalArgumentException("ranks of job " + name + " are captured by " + checkpointer
                + " on their node, so the agent there has to start them, not '" + String.join(" ", by) + "'");
        }
        if (command.isEmpty()) {
            throw new IllegalArgumentException("job " + name + " has no command");
        }
        ranks = copy;
        command = List.copyOf(command);
        by = List.copyOf(by);
        wrap = List.copyOf(wrap);
    }

    /** How many ranks it has. */
    public int size() {
        return ranks.values().stream().mapToInt(List::size).sum();
    }

    /** Whether a checkpointer captures its ranks as they are. */
    public boolean isCaptured() {
        return !checkpointer.equals(APPLICATION);
    }

    /** The same job with its ranks elsewhere. */
    public JobSpec placed(final Map<String, List<Integer>> now) {
        return new JobSpec(
            name, now, command, by, wrap, directory, output, scope, route, checkpointer);
    }

    /** The same job with another directory for what ranks print. */
    public JobSpec printing(final String other) {
        return new JobSpec(
            name, ranks, command, by, wrap, directory, other, scope, route, checkpointer);
    }

    /** The command line of a rank on a node. */
    public List<String> commandOf(final int rank, final String node, final String host) {
        final List<String> words = placed(wrap, rank, node, host);
        words.addAll(command);
        return words;
    }

    /** The words of what starts a rank on a node; empty when the agent does it. */
    public List<String> byOf(final int rank, final String node, final String host) {
        return placed(by, rank, node, host);
    }

    private static List<String> placed(
        final List<String> template, final int rank, final String node, final String host) {

        final List<String> words = new ArrayList<>();
        for (final String word : template) {
            words.add(word.replace("{node}", node).replace("{host}", host).replace("{rank}", Integer.toString(rank)));
        }
        return words;
    }

    /** As JSON. */
    public Map<String, Object> toMap() {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("ranks", ranks);
        fields.put("command", command);
        fields.put("by", by);
        fields.put("wrap", wrap);
        fields.put("directory", directory);
        fields.put("output", output);
        fields.put("scope", scope.word());
        route.toMap(fields);
        fields.put("checkpointer", checkpointer);
        return fields;
    }

    /**
     * From JSON.
     *
     * @throws IllegalArgumentException when it is none.
     */
    public static JobSpec of(final Map<?, ?> fields) {
        try {
            return new JobSpec(
                (String) fields.get("name"), ranks((Map<?, ?>) fields.get("ranks")), words(fields.get("command")),
                words(fields.get("by")), words(fields.get("wrap")), (String) fields.get("directory"),
                (String) fields.get("output"), Scope.ofWord((String) fields.get("scope")),
                ImageRoute.of(fields), (String) fields.get("checkpointer"));
        } catch (final ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("not a job: " + fields, e);
        }
    }

    /** Ranks by node, from JSON. */
    public static Map<String, List<Integer>> ranks(final Map<?, ?> fields) {
        final Map<String, List<Integer>> ranks = new TreeMap<>();
        fields.forEach((node, own) -> ranks.put(
            (String) node, ((List<?>) own).stream().map(rank -> ((Number) rank).intValue()).toList()));
        return ranks;
    }

    private static List<String> words(final Object list) {
        return ((List<?>) list).stream().map(word -> (String) word).toList();
    }
}
