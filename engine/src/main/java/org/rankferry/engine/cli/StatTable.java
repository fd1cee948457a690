package org.rankferry.engine.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.rankferry.engine.observe.CountersSnapshot;
import org.rankferry.engine.observe.HostAgents;
import org.rankferry.engine.observe.Units;

/** Counters of agents as text and as JSON. */
final class StatTable {
    private static final double MS_PER_S = 1e3;

    private StatTable() {
    }

    static void print(
        final List<HostAgents.Found> agents, final Path where, final boolean withErrors, final long nowMs,
        final PrintWriter out) {

        if (agents.isEmpty()) {
            out.println("no agents in " + where);
        }
        for (final HostAgents.Found found : agents) {
            if (found.snapshot() == null) {
                out.println(found.directory().getFileName() + ": " + found.fault());
            } else {
                print(found.snapshot(), withErrors, nowMs, out);
            }
        }
    }

    private static void print(
        final CountersSnapshot agent, final boolean withErrors, final long nowMs, final PrintWriter out) {

        out.println(agent.kind() + " " + agent.name() + ", pid " + agent.pid() + ", "
            + (agent.alive() ? "up " + Units.seconds(Math.max(0, nowMs - agent.startTimeMs()) / MS_PER_S)
            : "stale: its process has ended"));
        for (final CountersSnapshot.Counter counter : agent.counters()) {
            out.printf(Locale.ROOT, "%,20d  %s%n", counter.value(), counter.label());
        }
        if (withErrors) {
            for (final CountersSnapshot.LoggedError error : agent.errors()) {
                out.println("  " + error.count() + " times, last at " + Instant.ofEpochMilli(error.lastMs()) + ": "
                    + error.summary());
            }
        }
        out.println();
    }

    static String json(final List<HostAgents.Found> agents) {
        final List<Map<String, Object>> array = new ArrayList<>(agents.size());
        for (final HostAgents.Found found : agents) {
            final Map<String, Object> agent = new LinkedHashMap<>();
            agent.put("directory", found.directory().toString());
            if (found.snapshot() == null) {
                agent.put("fault", found.fault());
            } else {
                put(found.snapshot(), agent);
            }
            array.add(agent);
        }
        try {
            return JSON.std.asString(array);
        } catch (final IOException e) {
            throw new IllegalStateException("counters cannot be written as JSON: " + e.getMessage(), e);
        }
    }

    private static void put(final CountersSnapshot snapshot, final Map<String, Object> agent) {
        agent.put("kind", snapshot.kind().toString());
        agent.put("name", snapshot.name());
        agent.put("pid", snapshot.pid());
        agent.put("alive", snapshot.alive());
        agent.put("start_ms", snapshot.startTimeMs());
        final Map<String, Object> counters = new LinkedHashMap<>();
        for (final CountersSnapshot.Counter counter : snapshot.counters()) {
            counters.put(counter.label(), counter.value());
        }
        agent.put("counters", counters);
        final List<Map<String, Object>> errors = new ArrayList<>(snapshot.errors().size());
        for (final CountersSnapshot.LoggedError error : snapshot.errors()) {
            final Map<String, Object> one = new LinkedHashMap<>();
            one.put("count", error.count());
            one.put("first_ms", error.firstMs());
            one.put("last_ms", error.lastMs());
            one.put("text", error.summary());
            errors.add(one);
        }
        agent.put("errors", errors);
    }
}
