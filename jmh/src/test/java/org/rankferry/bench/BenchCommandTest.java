package org.rankferry.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.engine.cli.Main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The command as users run it, with ranks that are C processes. */
class BenchCommandTest {
    private static final Map<String, String> TINY = Map.of(
        "--ranks", "2", "--image-bytes", "300k", "--chunk", "64k", "--pool", "1M", "--iterations", "2",
        "--warmup", "1");

    @TempDir
    Path place;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"shm", "tcp"})
    void oneRunIsAnObjectWithTheKeysOfTheContract(final String transport) throws IOException {
        final Path json = place.resolve("result.json");
        assertEquals(0, bench("--transport", transport, "--json", json.toString()), this::said);

        final Map<String, Object> result = JSON.std.mapFrom(Files.readString(json));
        assertTrue(result.keySet().containsAll(List.of(
            "tool", "version", "command", "transport", "transport_reason", "ranks", "chunk_bytes", "pool_bytes",
            "read_depth", "image_bytes_total", "wall_s", "gib_per_s", "cpu_s_per_gib", "setup_s", "verify",
            "chunk_latency_us", "retries", "baseline", "environment")), result::toString);
        assertEquals("bench", result.get("command"));
        assertEquals(transport, result.get("transport"));
        assertEquals(2, result.get("ranks"));
        assertEquals(614_400, result.get("image_bytes_total"));
        assertEquals("ok", result.get("verify"));
        final Map<?, ?> latencies = (Map<?, ?>) result.get("chunk_latency_us");
        assertEquals(List.of("p50", "p99", "p999", "max"), List.copyOf(latencies.keySet()));
        assertTrue(((Number) latencies.get("p50")).doubleValue() > 0, latencies::toString);
        assertEquals(
            transport.equals("tcp") ? List.of("memcpy_gib_per_s", "socket_gib_per_s")
                : List.of("memcpy_gib_per_s", "vmread_gib_per_s"),
            List.copyOf(((Map<?, ?>) result.get("baseline")).keySet()));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("ratio of the medians"), this::said);
    }

    @Test
    void aSweepIsAnArrayOfEveryCombination() throws IOException {
        assertEquals(0, bench(
            "--transport", "tcp,shm", "--chunk", "32k,64k", "--no-baseline", "--json", "-"), this::said);

        final List<Object> results = JSON.std.listFrom(out.toString(StandardCharsets.UTF_8));
        assertEquals(
            List.of("tcp 32768", "tcp 65536", "shm 32768", "shm 65536"),
            results.stream().map(Map.class::cast)
                .map(result -> result.get("transport") + " " + result.get("chunk_bytes")).toList());
        assertTrue(said().contains("#bytes"), "the table goes to standard error when standard output is the JSON's");
    }

    @Test
    void theFileStoreLeavesItsDirectoryAsItWas() {
        final Path images = place.resolve("images");
        assertEquals(0, bench("--store", "file", "--dir", images.toString(), "--placement", "staged", "--no-crc",
            "--no-baseline"), this::said);
        assertFalse(Files.exists(images));
    }

    @Test
    void unwrittenChunksArriveAndAreNotCompared() {
        assertEquals(0, bench("--no-write", "--no-baseline"), this::said);
        assertTrue(said().contains("content not written"), this::said);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "--transport ib|--transport is 'ib'; give shm or tcp or rdma",
        "--chunk 5000|give --chunk a power of two",
        "--ranks 64|give --pool",
        "--iterations 0|--iterations is 0; give 1 or more",
        "--depth 0|--depth is 0; give 1 to 1024",
        "--image-bytes 3X|'3X' is not a size",
        "--store file|--store file needs --dir DIR"})
    void aWrongOptionIsOneLine(final String given) {
        final String[] parts = given.split("\\|", -1);
        assertEquals(2, bench(parts[0].split(" ", -1)));
        final String text = err.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains(parts[1]), text);
        assertEquals(1, text.strip().lines().count(), text);
    }

    /** Runs it with a tiny load, but for what is given. */
    private int bench(final String... given) {
        final List<String> args = new ArrayList<>(List.of("bench"));
        TINY.forEach((option, value) -> {
            if (!List.of(given).contains(option)) {
                args.addAll(List.of(option, value));
            }
        });
        args.addAll(List.of(given));
        return Main.run(
            new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
            args.toArray(String[]::new));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }
}
