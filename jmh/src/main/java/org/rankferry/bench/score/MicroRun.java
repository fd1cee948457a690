package org.rankferry.bench.score;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.rankferry.bench.scene.Given;
import org.rankferry.engine.cli.CommandFailure;

/**
 * Scores of one run, small enough to be committed:
 *
 * <pre>
 *   {"rankferry_micro": 1, "version", "taken_at", "environment": {"cpu", "cores", "kernel", "jvm"},
 *    "forks", "seconds", "benchmarks": [{"name", "params", "unit", "score", "error", "alloc_bytes_per_op"}, ...]}
 * </pre>
 *
 * @param version     of rankferry.
 * @param takenAt     in ISO 8601.
 * @param environment that it was taken in, by key.
 * @param forks       JVMs for each benchmark.
 * @param seconds     of each of 5 measured iterations.
 * @param scores      in the order in which they were taken.
 */
public record MicroRun(
    String version, String takenAt, Map<String, String> environment, int forks, int seconds, List<MicroScore> scores) {
    /** Keys of an environment, in their order. */
    public static final List<String> ENVIRONMENT = List.of("cpu", "cores", "kernel", "jvm");
    private static final String FORMAT = "rankferry_micro";
    private static final int FORMAT_VERSION = 1;
    private static final int MOST = 1 << 20;

    /**
     * Reads a file.
     *
     * @throws CommandFailure in one line, when it is missing or something else.
     */
    public static MicroRun read(final Path file) {
        try {
            return ofMap(JSON.std.mapFrom(Files.readString(file)));
        } catch (final NoSuchFileException e) {
            throw new CommandFailure(file + " does not exist; make one with: rankferry bench micro --json FILE", e);
        } catch (final IOException | IllegalArgumentException e) {
            throw new CommandFailure(file + " holds no scores of rankferry bench micro: "
                + e.getMessage().lines().findFirst().orElse(""), e);
        }
    }

    /** Writes a file. */
    public void write(final Path file) {
        try {
            Files.writeString(file, JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(toMap()) + "\n");
        } catch (final IOException e) {
            throw new CommandFailure("--json " + file + ": cannot write the scores: " + e, e);
        }
    }

    Map<String, Object> toMap() {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put(FORMAT, FORMAT_VERSION);
        map.put("version", version);
        map.put("taken_at", takenAt);
        map.put("environment", environment);
        map.put("forks", forks);
        map.put("seconds", seconds);
        map.put("benchmarks", scores.stream().map(MicroScore::toMap).toList());
        return map;
    }

    static MicroRun ofMap(final Map<?, ?> map) {
        Given.number(map, FORMAT, FORMAT_VERSION, FORMAT_VERSION);
        final Map<String, String> environment = new LinkedHashMap<>();
        final Map<?, ?> given = Given.object(map, "environment");
        ENVIRONMENT.forEach(key -> environment.put(key, Given.text(given, key)));
        if (!(map.get("benchmarks") instanceof final List<?> list)) {
            throw new IllegalArgumentException("benchmarks is missing");
        }
        final List<MicroScore> scores = new ArrayList<>();
        for (final Object each : list) {
            if (!(each instanceof final Map<?, ?> score)) {
                throw new IllegalArgumentException("a benchmark is no object");
            }
            scores.add(MicroScore.ofMap(score));
        }
        return new MicroRun(
            Given.text(map, "version"), Given.text(map, "taken_at"), environment,
            (int) Given.number(map, "forks", 1, MOST), (int) Given.number(map, "seconds", 1, MOST), scores);
    }
}
