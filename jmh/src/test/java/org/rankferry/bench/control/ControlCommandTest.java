package org.rankferry.bench.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.engine.cli.Main;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ControlCommandTest {
    @TempDir
    Path place;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aRunHasWhatWasMeasuredAndAModelThatSaysSo() throws IOException {
        final Path json = place.resolve("result.json");
        assertEquals(0, bench(
            "--nodes", "2,4", "--ranks-per-node", "2", "--runs", "2", "--warmup", "0", "--dir", place.toString(),
            "--json", json.toString()), this::said);

        final Map<String, Object> result = JSON.std.mapFrom(Files.readString(json));
        assertEquals("bench-control", result.get("command"));
        final List<?> measured = (List<?>) result.get("measured");
        assertEquals(List.of(2, 4), measured.stream().map(one -> ((Map<?, ?>) one).get("nodes")).toList());
        final Map<?, ?> total = (Map<?, ?>) ((Map<?, ?>) measured.getLast()).get("total_s");
        assertTrue(((Number) total.get("median")).doubleValue() > 0, total::toString);
        final Map<?, ?> model = (Map<?, ?>) result.get("model");
        assertEquals(false, model.get("measured"));
        assertEquals(10_000, model.get("nodes"));
        assertTrue(((Number) model.get("cluster_total_s")).doubleValue() > 5 * 2 * 50e-6, model::toString);
        final String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("model, not measured: 10000 nodes, 20000 ranks"), text);
        assertArrayEquals(new String[] {"result.json"}, place.toFile().list(), "the journals are gone");
    }

    @Test
    void helpHasExamples() {
        assertEquals(0, bench("--help"));
        assertTrue(said().contains("Examples:"), this::said);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "--nodes 0|--nodes is 0; give 1 to 20000",
        "--runs 0|--runs is 0; give 1 or more",
        "--scope some|'some' is no scope; give global or local",
        "--dir /nowhere/at/all|--dir /nowhere/at/all is no directory"})
    void aWrongOptionIsOneLine(final String given) {
        final String[] parts = given.split("\\|", -1);
        assertEquals(2, bench(parts[0].split(" ", -1)));
        final String text = err.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains(parts[1]), text);
        assertEquals(1, text.strip().lines().count(), text);
    }

    private int bench(final String... given) {
        final String[] args = new String[given.length + 1];
        args[0] = "bench-control";
        System.arraycopy(given, 0, args, 1, given.length);
        return Main.run(
            new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
            args);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }
}
