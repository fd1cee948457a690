package org.rankferry.bench.score;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.rankferry.bench.scene.Given;

/**
 * The score of one benchmark.
 *
 * @param name      class and method.
 * @param params    by name, in their order.
 * @param unit      of score and error, such as {@code ns/op}; less is better.
 * @param score     the average.
 * @param error     half of the 99.9 % confidence interval.
 * @param allocated bytes of heap for an operation.
 */
public record MicroScore(
    String name, Map<String, String> params, String unit, double score, double error, double allocated) {
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final double DECIMALS = 1e4;

    /** What JMH has measured. */
    public static MicroScore of(final RunResult result) {
        final BenchmarkParams given = result.getParams();
        final Map<String, String> params = new TreeMap<>();
        given.getParamsKeys().forEach(key -> params.put(key, given.getParam(key)));
        final String[] words = given.getBenchmark().split("\\.", -1);
        final Result<?> primary = result.getPrimaryResult();
        final Result<?> bytes = result.getSecondaryResults().get(ALLOCATED);
        return new MicroScore(
            words[words.length - 2] + "." + words[words.length - 1], params, primary.getScoreUnit(),
            rounded(primary.getScore()), rounded(Double.isNaN(primary.getScoreError()) ? 0 : primary.getScoreError()),
            bytes == null ? 0 : rounded(bytes.getScore()));
    }

    /** Name and parameters: what is compared with what. */
    public String id() {
        return params.isEmpty() ? name : name + params.entrySet().stream()
            .map(param -> param.getKey() + "=" + param.getValue()).collect(Collectors.joining(", ", "(", ")"));
    }

    Map<String, Object> toMap() {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", name);
        map.put("params", params);
        map.put("unit", unit);
        map.put("score", score);
        map.put("error", error);
        map.put("alloc_bytes_per_op", allocated);
        return map;
    }

    static MicroScore ofMap(final Map<?, ?> map) {
        final Map<String, String> params = new TreeMap<>();
        Given.object(map, "params").forEach((key, value) -> params.put(key.toString(), value.toString()));
        return new MicroScore(
            Given.text(map, "name"), params, Given.text(map, "unit"), Given.real(map, "score"),
            Given.real(map, "error"), Given.real(map, "alloc_bytes_per_op"));
    }

    private static double rounded(final double value) {
        return Math.rint(value * DECIMALS) / DECIMALS;
    }
}
