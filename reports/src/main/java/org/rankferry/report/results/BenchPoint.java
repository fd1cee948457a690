package org.rankferry.report.results;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One configuration that {@code rankferry bench} measured. Rates are GiB (2^30 bytes) per second.
 *
 * @param fields all keys.
 * @param origin where it is from.
 */
public record BenchPoint(Fields fields, Origin origin) {
    /** Percentiles of the latency of chunks, by key of the file. */
    public static final Map<String, String> PERCENTILES = percentiles();

    private static Map<String, String> percentiles() {
        final Map<String, String> names = new LinkedHashMap<>();
        names.put("p50", "p50");
        names.put("p99", "p99");
        names.put("p999", "p99.9");
        names.put("max", "max");
        return names;
    }

    /** Whether the run that this belongs to was cut off. */
    public boolean partial() {
        return fields.flag("partial");
    }

    /** What was said about the machine meanwhile, a line; empty when it was quiet. */
    public String noise() {
        final Fields noise = fields.object("noise");
        return noise.has("noisy") ? noise.words("findings") : fields.words("noise");
    }

    /** Of image sets. */
    public Range rate() {
        final int sets = (int) fields.whole("iterations");
        final Range range = Range.read(fields, "gib_per_s_of_sets", sets);
        final double rate = fields.number("gib_per_s").orElse(0);
        return range != null ? range : new Range(rate, rate, rate, sets);
    }

    /** Name of the transport. */
    public String transport() {
        return fields.text("transport");
    }

    /** Size of a chunk. */
    public long chunkBytes() {
        return fields.whole("chunk_bytes");
    }

    /** That write at the same time. */
    public int ranks() {
        return (int) fields.whole("ranks");
    }

    /** READs in flight. */
    public int depth() {
        return (int) fields.whole("read_depth");
    }

    /** Microseconds of a percentile. */
    public OptionalDouble latency(final String percentile) {
        return fields.object("chunk_latency_us").number(percentile);
    }

    /** Rates of other programs that moved the same bytes. */
    public Map<String, Range> peers() {
        return ranges("peers_gib_per_s");
    }

    /** Rates of plain programs taken in the same run: the bounds. */
    public Map<String, Range> baselines() {
        final Map<String, Range> ranges = ranges("baseline_of_runs");
        final Map<String, Range> all = new LinkedHashMap<>();
        ranges("baseline").forEach((key, value) -> all.put(
            key.replace("_gib_per_s", ""), ranges.getOrDefault(key, value)));
        return all;
    }

    private Map<String, Range> ranges(final String key) {
        final Fields object = fields.object(key);
        final Map<String, Range> ranges = new LinkedHashMap<>();
        for (final Object name : object.values().keySet()) {
            final Range range = Range.read(object, String.valueOf(name), 0);
            if (range != null) {
                ranges.put(String.valueOf(name), range);
            }
        }
        return ranges;
    }
}
