package org.rankferry.report.results;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * One run of one strategy, as {@code rankferry compare} wrote it.
 *
 * @param fields all keys.
 * @param origin where it is from.
 */
public record StrategyRun(Fields fields, Origin origin) {
    /** Of a migration, without a preparation during which the job runs on. */
    public static final String TOTAL = "total";

    /** What runs of one configuration have in common; only their figures are ever put together. */
    public Configuration configuration() {
        return new Configuration(
            strategy(), fields.text("transport"), preset(), (int) fields.whole("nodes"),
            (int) fields.whole("ranks_per_node"), fields.whole("rank_bytes"), fields.whole("chunk_bytes"),
            new Configuration.Setting(
                fields.whole("pool_bytes"), (int) fields.whole("read_depth"), fields.object("file_system").text("type"),
                origin.version(), origin.machine().identity()));
    }

    /** For example {@code migration}. */
    public String strategy() {
        return fields.text("strategy");
    }

    /** For example {@code LU.C.64}; {@code custom} where the file has none. */
    public String preset() {
        return fields.has("preset") ? fields.text("preset") : "custom";
    }

    /** Seconds by phase, in the order of the file. */
    public Map<String, Double> phases() {
        return fields.object("phases_s").numbers();
    }

    /** Seconds of the whole execution of the job, of strategies that have it. */
    public OptionalDouble execution() {
        return fields.number("execution_s");
    }

    /** Bytes that the strategy moved or wrote. */
    public OptionalDouble movedBytes() {
        return fields.number("moved_bytes");
    }

    /** Whether the run that this belongs to was cut off. */
    public boolean partial() {
        return fields.flag("partial");
    }

    /** What runs of the same round of the same run share: these saw the same machine. Empty when the file has none. */
    public String roundKey() {
        return fields.has("round") ? origin.runId() + "#" + fields.whole("round") : "";
    }
}
