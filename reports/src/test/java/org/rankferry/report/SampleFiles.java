package org.rankferry.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

import com.fasterxml.jackson.jr.ob.JSON;
import org.rankferry.engine.cli.Main;

/** Results as {@code compare}, {@code bench} and {@code bench-control} write them, and variations of these. */
public final class SampleFiles {
    /** Names of the samples. */
    public static final List<String> ALL = List.of("compare.json", "sweep.json", "control.json");

    private final Path place;

    /** Writes into a directory. */
    public SampleFiles(final Path place) {
        this.place = place;
    }

    /** What a command said. */
    public record Said(int code, String out, String err) {
    }

    /** Runs {@code rankferry report}. */
    public static Said report(final String... args) {
        final List<String> all = new ArrayList<>(List.of("report"));
        all.addAll(List.of(args));
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final int code = Main.run(new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8), all.toArray(String[]::new));
        return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A sample as it is; the path of a copy. */
    public String plain(final String name) {
        return text(name, read(name));
    }

    /** Something else as a file. */
    public String text(final String name, final String text) {
        try {
            return Files.writeString(place.resolve(name), text).toString();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those results of a sample that are wanted, changed. */
    public String changed(
        final String sample, final String name, final Predicate<Map<String, Object>> wanted,
        final Consumer<Map<String, Object>> change) {

        final List<Map<String, Object>> results = results(sample).stream().filter(wanted).toList();
        results.forEach(change);
        try {
            return text(name, JSON.std.asString(results));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All results of a sample, which may be changed. */
    public static List<Map<String, Object>> results(final String sample) {
        try {
            final Object all = JSON.std.anyFrom(read(sample));
            final List<Map<String, Object>> results = new ArrayList<>();
            for (final Object one : all instanceof List<?> list ? list : List.of(all)) {
                final Map<String, Object> result = new LinkedHashMap<>();
                ((Map<?, ?>) one).forEach((key, value) -> result.put(key.toString(), value));
                results.add(result);
            }
            return results;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(final String name) {
        try (InputStream sample = SampleFiles.class.getResourceAsStream(name)) {
            return new String(sample.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
