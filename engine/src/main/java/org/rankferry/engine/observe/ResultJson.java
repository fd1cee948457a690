package org.rankferry.engine.observe;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.jr.ob.JSON;
import org.rankferry.engine.api.TransferResult;

/**
 * One result of a command that measures or moves something, as the output contract has it: the same keys in the same
 * order for every command, transport and strategy. {@link Builder#build} refuses a result that lacks one.
 *
 * <p>Sizes are bytes, times seconds, rates GiB (2^30 bytes) per second, latencies microseconds; numbers carry at most
 * six decimals.
 */
public final class ResultJson {
    /** {@code --json -}: standard output. */
    public static final String STANDARD_OUTPUT = "-";
    /** {@code verify} of a result whose images were checked and found whole. */
    public static final String VERIFY_OK = "ok";

    /** Every result has these, in this order. */
    static final List<String> REQUIRED = List.of(
        "tool", "version", "command", "transport", "transport_reason", "ranks", "chunk_bytes", "pool_bytes",
        "read_depth", "image_bytes_total", "wall_s", "gib_per_s", "cpu_s_per_gib", "setup_s", "verify",
        "chunk_latency_us", "retries", "baseline", "environment");
    /** What a migration or a comparison adds, in this order. */
    static final List<String> OPTIONAL = List.of(
        "strategy", "phases_s", "outcome", "job", "epoch", "from", "onto", "moved_ranks");

    private static final List<String> BASELINES =
        List.of(
        "memcpy_gib_per_s", "socket_gib_per_s", "vmread_gib_per_s", "ib_read_bw_gib_per_s");
    private static final List<String> PHASES =
        List.of("checkpoint", "stall", "migrate", "restart", "resume", "total");
    private static final Set<String> OUTCOMES = Set.of("migrated", "rolled_back", "failed");
    private static final double GIB = 1L << 30;
    private static final double DECIMALS = 1e6;

    private final Map<String, Object> values;

    private ResultJson(final Map<String, Object> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /** A result of a command, for example {@code demo}. */
    public static Builder builder(final String command) {
        return new Builder(command);
    }

    /**
     * What a command has looked at that moves and measures no images: {@code tool}, {@code version} and
     * {@code command}, then its own keys.
     *
     * @param command name.
     * @param values  in order, the keys in snake_case.
     */
    public static ResultJson ofChecks(final String command, final Map<String, Object> values) {
        final Map<String, Object> all = new LinkedHashMap<>(new Builder(command).given);
        all.remove("baseline");
        all.putAll(values);
        return new ResultJson(all);
    }

    /** Keys and values in the order of the contract. */
    public Map<String, Object> values() {
        return values;
    }

    /** The same with a key of a command's own at the end; one that is there stays as it is. */
    public ResultJson with(final String key, final Object value) {
        final Map<String, Object> more = new LinkedHashMap<>(values);
        more.putIfAbsent(key, value);
        return new ResultJson(more);
    }

    /** The object as text, indented. */
    public String toJson() {
        return text(values);
    }

    /** Several results as an array. */
    public static String toJson(final List<ResultJson> results) {
        final List<Map<String, Object>> array = new ArrayList<>();
        for (final ResultJson result : results) {
            array.add(result.values);
        }
        return text(array);
    }

    /** Writes one object to a file, or to {@code out} for {@code -}. */
    public void write(final String file, final PrintStream out) throws IOException {
        write(toJson(), file, out);
    }

    /** Writes an array to a file, or to {@code out} for {@code -}; an array also for a single result. */
    public static void writeAll(final List<ResultJson> results, final String file, final PrintStream out)
        throws IOException {
        write(toJson(results), file, out);
    }

    private static void write(final String json, final String file, final PrintStream out) throws IOException {
        if (file.equals(STANDARD_OUTPUT)) {
            out.println(json);
            out.flush();
            return;
        }
        try {
            Files.writeString(Path.of(file), json + "\n");
        } catch (final IOException e) {
            throw new IOException("--json " + file + ": cannot write the result: " + e, e);
        }
    }

    private static String text(final Object value) {
        try {
            return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(value);
        } catch (final IOException e) {
            throw new IllegalStateException("result cannot be written as JSON: " + e.getMessage(), e);
        }
    }

    /** JSON has no NaN and no infinity, and nobody reads a seventh decimal. */
    static double rounded(final double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a result holds " + value + " where a number belongs");
        }
        return Math.rint(value * DECIMALS) / DECIMALS;
    }

    /** Takes the values of one result in any order. For one thread. */
    public static final class Builder {
        private final Map<String, Object> given = new LinkedHashMap<>();
        private final Map<String, Object> extras = new LinkedHashMap<>();
        private final Map<String, Object> baseline = new LinkedHashMap<>();
        private final Map<String, Object> phases = new LinkedHashMap<>();

        private Builder(final String command) {
            given.put("tool", "rankferry");
            given.put("version", RankferryVersion.get());
            given.put("command", command);
            given.put("baseline", Map.of());
        }

        /** Which transport, and why this one. */
        public Builder transport(final String name, final String reason) {
            return put("transport", name).put("transport_reason", reason);
        }

        /** Ranks whose images were moved. */
        public Builder ranks(final int ranks) {
            return put("ranks", ranks);
        }

        /** Size of a chunk and of the pool, and READs in flight at most. */
        public Builder pool(final long chunkBytes, final long poolBytes, final int readDepth) {
            return put("chunk_bytes", chunkBytes).put("pool_bytes", poolBytes).put("read_depth", readDepth);
        }

        /**
         * What was moved and what it took; the rates are derived.
         *
         * @param imageBytesTotal of all images
         * @param wallSeconds     from the first byte to the commit, setup apart
         * @param cpuSeconds      of all processes that took part and could be asked
         */
        public Builder transfer(final long imageBytesTotal, final double wallSeconds, final double cpuSeconds) {
            put("image_bytes_total", imageBytesTotal);
            put("wall_s", rounded(wallSeconds));
            put("gib_per_s", wallSeconds > 0 ? rounded(imageBytesTotal / GIB / wallSeconds) : 0.0);
            return put("cpu_s_per_gib", imageBytesTotal > 0 ? rounded(cpuSeconds / (imageBytesTotal / GIB)) : 0.0);
        }

        /** Time from start to readiness: pool, registration, session. */
        public Builder setupSeconds(final double seconds) {
            return put("setup_s", rounded(seconds));
        }

        /** {@link #VERIFY_OK}, or what was wrong. */
        public Builder verify(final String result) {
            return put("verify", result);
        }

        /** Latencies of the chunks. */
        public Builder chunkLatencies(final ChunkLatencies latencies) {
            return chunkLatencies(latencies.summary());
        }

        /** Latencies of the chunks, as a transfer's result has them. */
        public Builder chunkLatencies(final TransferResult.Latency latencies) {
            final Map<String, Object> object = new LinkedHashMap<>();
            object.put("p50", rounded(latencies.p50()));
            object.put("p99", rounded(latencies.p99()));
            object.put("p999", rounded(latencies.p999()));
            object.put("max", rounded(latencies.max()));
            return put("chunk_latency_us", object);
        }

        /** READs that were repeated. */
        public Builder retries(final long retries) {
            return put("retries", retries);
        }

        /** A baseline that was taken in the same run: {@code memcpy_gib_per_s} or another of the contract. */
        public Builder baseline(final String key, final double gibPerSecond) {
            if (!BASELINES.contains(key)) {
                throw new IllegalArgumentException("no baseline of the output contract: " + key);
            }
            baseline.put(key, rounded(gibPerSecond));
            return this;
        }

        /** Where it was measured. */
        public Builder environment(final Environment environment) {
            return put("environment", environment.toJson());
        }

        /** What a comparison compares: {@code migration}, {@code cr-local}, ... */
        public Builder strategy(final String strategy) {
            return put("strategy", strategy);
        }

        /** Seconds of a phase: {@code stall}, {@code migrate}, {@code restart}, {@code resume}, {@code total}, ... */
        public Builder phase(final String phase, final double seconds) {
            if (!PHASES.contains(phase)) {
                throw new IllegalArgumentException("no phase of the output contract: " + phase);
            }
            phases.put(phase, rounded(seconds));
            return this;
        }

        /** How a migration ended: {@code migrated}, {@code rolled_back} or {@code failed}. */
        public Builder outcome(final String outcome) {
            if (!OUTCOMES.contains(outcome)) {
                throw new IllegalArgumentException("no outcome of the output contract: " + outcome);
            }
            return put("outcome", outcome);
        }

        /** The job and its migration attempt. */
        public Builder job(final String job, final long epoch) {
            return put("job", job).put("epoch", epoch);
        }

        /** From which node, onto which, and which ranks. */
        public Builder moved(final String from, final String onto, final List<Integer> ranks) {
            return put("from", from).put("onto", onto).put("moved_ranks", List.copyOf(ranks));
        }

        /** Something that only this command tells, after the contract's keys; the key in snake_case. */
        public Builder extra(final String key, final Object value) {
            if (!key.equals(key.toLowerCase(Locale.ROOT)) || REQUIRED.contains(key) || OPTIONAL.contains(key)) {
                throw new IllegalArgumentException("key " + key + " is the contract's, or not in snake_case");
            }
            extras.put(key, value instanceof Double number ? rounded(number) : value);
            return this;
        }

        private Builder put(final String key, final Object value) {
            if (value == null) {
                throw new IllegalArgumentException("result has null for " + key);
            }
            given.put(key, value);
            return this;
        }

        /** The result; refuses one that lacks a key of the contract, naming all that are missing. */
        public ResultJson build() {
            final Map<String, Object> ordered = new LinkedHashMap<>();
            final List<String> missing = new ArrayList<>();
            for (final String key : REQUIRED) {
                if (given.containsKey(key)) {
                    ordered.put(key, given.get(key));
                } else {
                    missing.add(key);
                }
            }
            if (!missing.isEmpty()) {
                throw new IllegalStateException("result of " + given.get("command") + " lacks " + missing);
            }
            ordered.put("baseline", inOrder(BASELINES, baseline));
            if (!phases.isEmpty()) {
                given.put("phases_s", inOrder(PHASES, phases));
            }
            for (final String key : OPTIONAL) {
                if (given.containsKey(key)) {
                    ordered.put(key, given.get(key));
                }
            }
            ordered.putAll(extras);
            return new ResultJson(ordered);
        }

        private static Map<String, Object> inOrder(final List<String> keys, final Map<String, Object> given) {
            final Map<String, Object> ordered = new LinkedHashMap<>();
            for (final String key : keys) {
                if (given.containsKey(key)) {
                    ordered.put(key, given.get(key));
                }
            }
            return ordered;
        }
    }
}
