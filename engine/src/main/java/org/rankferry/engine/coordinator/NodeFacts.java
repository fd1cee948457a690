package org.rankferry.engine.coordinator;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.rankferry.engine.health.Health;
import org.rankferry.engine.health.NodeHealth;

/**
 * What the others know of a node.
 *
 * @param node    its name.
 * @param edition grows whenever the node tells something new of itself, over restarts too: of two facts the later.
 * @param state   what it can be used for.
 * @param host    address it listens at.
 * @param pid     of its agent.
 * @param isa     instruction set, as a restart must find it.
 * @param kernel  release, likewise.
 * @param libc    C library and version, likewise.
 * @param cores   that the agent may use.
 * @param memory  of the machine, in bytes.
 * @param version of rankferry.
 * @param health  as far as it knows.
 */
public record NodeFacts(
    String node, long edition, NodeState state, String host, long pid, String isa, String kernel, String libc,
    int cores, long memory, String version, NodeHealth health) {

    private static final String HEALTH = "health";
    private static final String REASON = "health_reason";

    /** The same node in another state. */
    public NodeFacts with(final NodeState other) {
        return new NodeFacts(
            node, edition + 1, other, host, pid, isa, kernel, libc, cores, memory, version, health);
    }

    /** The same node in another health. */
    public NodeFacts with(final NodeHealth other) {
        return new NodeFacts(
            node, edition + 1, state, host, pid, isa, kernel, libc, cores, memory, version, other);
    }

    /** In a result: keys in this order. */
    public Map<String, Object> toMap() {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("node", node);
        fields.put("edition", edition);
        fields.put("state", state.word());
        fields.put("host", host);
        fields.put("pid", pid);
        fields.put("isa", isa);
        fields.put("kernel", kernel);
        fields.put("libc", libc);
        fields.put("cores", cores);
        fields.put("memory_bytes", memory);
        fields.put("version", version);
        fields.put(HEALTH, health.health().word());
        fields.put(REASON, health.reason());
        return fields;
    }

    /**
     * Reads them from a result or a payload.
     *
     * @throws IllegalArgumentException when something is missing or of another kind.
     */
    public static NodeFacts of(final Map<?, ?> fields) {
        return new NodeFacts(
            text(fields, "node"), number(fields, "edition"), NodeState.ofWord(text(fields, "state")),
            text(fields, "host"),
            number(fields, "pid"), text(fields, "isa"), text(fields, "kernel"), text(fields, "libc"),
            Math.toIntExact(number(fields, "cores")), number(fields, "memory_bytes"), text(fields, "version"),
            health(fields));
    }

    /** A node of an earlier release does not tell. */
    private static NodeHealth health(final Map<?, ?> fields) {
        return fields.containsKey(HEALTH)
            ? new NodeHealth(Health.ofWord(text(fields, HEALTH)), text(fields, REASON)) : NodeHealth.UNWATCHED;
    }

    String toJson() {
        try {
            return JSON.std.asString(toMap());
        } catch (final IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static NodeFacts ofJson(final String json) {
        try {
            return of(JSON.std.mapFrom(json));
        } catch (final IOException e) {
            throw new IllegalArgumentException("not the facts of a node: " + e.getMessage(), e);
        }
    }

    private static String text(final Map<?, ?> fields, final String name) {
        if (fields.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("not the facts of a node: no text " + name + " in " + fields.keySet());
    }

    private static long number(final Map<?, ?> fields, final String name) {
        if (fields.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("not the facts of a node: no number " + name + " in " + fields.keySet());
    }
}
