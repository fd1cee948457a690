package org.rankferry.engine.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.rankferry.engine.observe.ResultJson;
import org.rankferry.engine.observe.Units;

/** A transfer's result for people: a line per rank, the total, and what it took. Reads what the JSON says. */
final class ResultTable {
    private static final String ROW = "%6s %16s  %8s %10s%n";

    private ResultTable() {
    }

    static void print(final ResultJson result, final PrintWriter out) {
        final Map<String, Object> values = result.values();
        out.printf(ROW, "rank", "bytes", "crc32c", "seconds");
        for (final Object image : (List<?>) values.get("images")) {
            final Map<?, ?> row = (Map<?, ?>) image;
            out.printf(ROW, row.get("rank"), grouped(row.get("bytes")), row.get("crc"), seconds(row.get("seconds")));
        }
        out.printf(
            ROW, "total", grouped(values.get("image_bytes_total")), "", seconds(values.get("wall_s")));
        out.printf(
            Locale.ROOT, "%.2f GiB/s, copies %s, %.2f CPU s/GiB, retries %s%n", number(values.get("gib_per_s")),
            values.get("payload_copies"), number(values.get("cpu_s_per_gib")), values.get("retries"));
        out.printf(
            "pool of %s%s, READ depth %s%n", Units.bytes((long) number(values.get("pool_bytes"))), highWater(values),
            values.get("read_depth"));
        out.println("transport " + values.get("transport_reason") + rails(values));
        out.flush();
    }

    /** Where there are several, how much came over each. */
    private static String rails(final Map<String, Object> values) {
        return values.get("rails") instanceof List<?> rails && rails.size() > 1
            ? rails.stream()
                .map(rail -> ((Map<?, ?>) rail).get("device") + " " + grouped(((Map<?, ?>) rail).get("bytes")))
                .collect(Collectors.joining(", ", "; bytes over ", ""))
            : "";
    }

    /** Only the source knows how much of its pool was in use. */
    private static String highWater(final Map<String, Object> values) {
        final long mark = (long) number(values.get("pool_high_water_chunks"));
        final long chunkBytes = (long) number(values.get("chunk_bytes"));
        return mark == 0 ? "" : ", high-water mark " + mark + " of "
            + (long) number(values.get("pool_bytes")) / chunkBytes + " chunks";
    }

    private static String grouped(final Object bytes) {
        return String.format(Locale.ROOT, "%,d", (long) number(bytes));
    }

    private static String seconds(final Object seconds) {
        return String.format(Locale.ROOT, "%.3f", number(seconds));
    }

    private static double number(final Object value) {
        return ((Number) value).doubleValue();
    }
}
