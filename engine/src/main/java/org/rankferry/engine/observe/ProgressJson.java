package org.rankferry.engine.observe;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;

/**
 * One JSON object per line and second. Keys: {@code elapsed_s}, {@code finished}, {@code bytes}, {@code expected_bytes}
 * (0 while unknown), {@code gib_per_s}, {@code eta_s} (null while unknown), and {@code ranks}, an array with {@code
 * rank}, {@code state} and the same keys per rank. A line that is not about progress has one key, {@code note}.
 */
final class ProgressJson implements ProgressStyle {
    private static final double GIB = 1L << 30;

    private final PrintStream out;

    ProgressJson(final PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(final ProgressFrame frame) {
        final Map<String, Object> line = new LinkedHashMap<>();
        line.put("elapsed_s", ResultJson.rounded(frame.elapsedSeconds()));
        line.put("finished", frame.finished());
        amounts(line, frame.total());
        final List<Map<String, Object>> ranks = new ArrayList<>(frame.rows().size());
        for (final ProgressFrame.Row row : frame.rows()) {
            final Map<String, Object> rank = new LinkedHashMap<>();
            rank.put("rank", row.progress().rank());
            rank.put("state", row.progress().state());
            amounts(rank, row);
            ranks.add(rank);
        }
        line.put("ranks", ranks);
        print(line);
    }

    @Override
    public void note(final String text) {
        print(Map.of("note", text));
    }

    private void print(final Map<String, Object> line) {
        try {
            // Jackson leaves null values out unless told: a key that comes and goes is no contract.
            out.println(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(line));
        } catch (final IOException e) {
            throw new IllegalStateException("progress cannot be written as JSON: " + e.getMessage(), e);
        }
        out.flush();
    }

    private static void amounts(final Map<String, Object> object, final ProgressFrame.Row row) {
        object.put("bytes", row.progress().bytes());
        object.put("expected_bytes", row.progress().expectedBytes());
        object.put("gib_per_s", ResultJson.rounded(row.bytesPerSecond() / GIB));
        object.put("eta_s", row.etaSeconds() < 0 ? null : ResultJson.rounded(row.etaSeconds()));
    }
}
