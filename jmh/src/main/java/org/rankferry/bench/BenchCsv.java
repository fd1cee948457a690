package org.rankferry.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.rankferry.engine.cli.CommandFailure;
import org.rankferry.engine.observe.ResultJson;

/** Results as a table for spreadsheets: a row for each configuration, the columns named by their path in the JSON. */
final class BenchCsv {
    /** Numbers are by these keys; what a run did not take is empty. */
    static final List<String> COLUMNS = List.of(
        "transport", "ranks", "image_bytes", "chunk_bytes", "pool_bytes", "read_depth", "queue_pairs", "store",
        "placement", "crc", "iterations", "image_bytes_total", "wall_s", "gib_per_s", "gib_per_s_of_sets.min",
        "gib_per_s_of_sets.average", "gib_per_s_of_sets.max", "gib_per_s_of_sets.spread_percent",
        "chunk_latency_us.p50", "chunk_latency_us.p99", "chunk_latency_us.p999", "chunk_latency_us.max",
        "cpu_s_per_gib", "cpu_s_per_gib_of.source", "cpu_s_per_gib_of.target", "cpu_s_per_gib_of.ranks",
        "cpu_s_per_gib_of.other", "setup_s", "setup_s_of.source_register", "setup_s_of.target_touch_register",
        "verify_s", "retries", "baseline.memcpy_gib_per_s", "baseline.socket_gib_per_s", "baseline.vmread_gib_per_s",
        "baseline.ib_read_bw_gib_per_s", "peers_gib_per_s.rsync.median", "peers_gib_per_s.tar_nc.median",
        "peers_gib_per_s.cp.median", "noise.noisy", "partial", "verify");

    private BenchCsv() {
    }

    /** The whole table. */
    static String of(final List<ResultJson> results) {
        final List<String> lines = new ArrayList<>();
        lines.add(String.join(",", COLUMNS));
        for (final ResultJson result : results) {
            final Map<String, Object> values = new LinkedHashMap<>();
            flatten("", result.values(), values);
            lines.add(String.join(",", COLUMNS.stream().map(column -> cell(values.get(column))).toList()));
        }
        return String.join("\n", lines) + "\n";
    }

    /** Writes it whole, or leaves the file as it was. */
    static void write(final Path file, final List<ResultJson> results) {
        final Path whole = file.toAbsolutePath();
        final Path temporary = whole.resolveSibling(whole.getFileName() + ".new");
        try {
            Files.writeString(temporary, of(results));
            Files.move(temporary, whole, StandardCopyOption.REPLACE_EXISTING);
        } catch (final IOException e) {
            throw new CommandFailure("--csv " + file + ": cannot write the result: " + e, e);
        }
    }

    private static void flatten(final String path, final Map<?, ?> from, final Map<String, Object> to) {
        from.forEach((key, value) -> {
            if (value instanceof final Map<?, ?> inner) {
                flatten(path + key + ".", inner, to);
            } else {
                to.put(path + key, value);
            }
        });
    }

    private static String cell(final Object value) {
        final String text = value == null ? "" : value.toString();
        return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
