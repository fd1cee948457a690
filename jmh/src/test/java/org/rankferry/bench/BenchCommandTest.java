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
        "--store file|--store file needs --dir DIR",
        "--queue-pairs 1,99|queue pairs is 99; give 1 to 16",
        "--duration 0|--duration is 0.0; give more than 0",
        "--listen 127.0.0.1:0|--listen needs --secret-file FILE",
        "--connect a:1 --listen b:2|give --listen on one host and --connect on the other",
        "--connect a:b --secret-file s|--connect: address 'a:b': the port is not a number",
        "--keep-listening|--keep-listening goes with --listen",
        "--peers --no-write|--peers copies what ranks write"})
    void aWrongOptionIsOneLine(final String given) {
        final String[] parts = given.split("\\|", -1);
        assertEquals(2, bench(parts[0].split(" ", -1)));
        final String text = err.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains(parts[1]), text);
        assertEquals(1, text.strip().lines().count(), text);
    }

    @Test
    void configurationsHaveTheirTurnsRoundByRound() {
        assertEquals(0, bench("--depth", "1,2", "--iterations", "3", "--no-baseline"), this::said);

        final List<String> lines = out.toString(StandardCharsets.UTF_8).lines()
            .filter(line -> line.startsWith("# in turn") || line.startsWith("# round")).toList();
        assertEquals(
            List.of("# in turn, all set up at once", "# round 1 of 2", "# round 2 of 2"), lines, this::said);
    }

    @Test
    void oneRowOfTheTableForEachConfiguration() throws IOException {
        final Path csv = place.resolve("result.csv");
        assertEquals(0, bench("--pool", "512k,1M", "--image-bytes", "100k,300k", "--no-baseline",
            "--csv", csv.toString()), this::said);

        final List<String> rows = Files.readAllLines(csv);
        assertEquals(5, rows.size(), rows::toString);
        assertTrue(rows.getFirst().startsWith("transport,ranks,image_bytes,chunk_bytes,pool_bytes,"), rows::toString);
        assertEquals(
            List.of("shm,2,102400,65536,524288,", "shm,2,102400,65536,1048576,", "shm,2,307200,65536,524288,",
                "shm,2,307200,65536,1048576,"),
            rows.stream().skip(1).map(row -> row.substring(0, row.indexOf(",16,1,") + 1)).toList());
        assertTrue(rows.stream().skip(1).allMatch(row -> row.endsWith(",ok")), rows::toString);
    }

    @Test
    void aDurationIsMeasuredInTenTurns() throws IOException {
        final Path json = place.resolve("result.json");
        assertEquals(0, bench("--duration", "0.02", "--no-baseline", "--json", json.toString()), this::said);

        final Map<String, Object> result = JSON.std.mapFrom(Files.readString(json));
        assertTrue(((Number) result.get("iterations")).intValue() >= 20, result::toString);
        assertTrue(((Map<?, ?>) result.get("noise")).containsKey("noisy"), result::toString);
        assertEquals(
            List.of("source", "target", "ranks", "other"),
            List.copyOf(((Map<?, ?>) result.get("cpu_s_per_gib_of")).keySet()));
        assertTrue(
            ((Number) ((Map<?, ?>) result.get("setup_s_of")).get("target_touch_register")).doubleValue() > 0,
            result::toString);
    }

    @Test
    void whatDoesNotFitIntoMemoryIsRefusedWithItsSize() {
        assertEquals(1, bench("--image-bytes", "1000G", "--no-baseline"), this::said);
        final String text = err.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("takes 4000.00 GiB of memory, 2000.00 of them in /dev/shm"), text);
        assertEquals(1, text.strip().lines().count(), text);
    }

    @Test
    void scoresThatWereKeptAreComparedWithoutARun() throws IOException {
        final Path before = Files.writeString(place.resolve("before.json"), scores(10));
        final Path now = Files.writeString(place.resolve("now.json"), scores(20));
        assertEquals(0, Main.run(
            new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
            "bench", "micro", "--scores", now.toString(), "--against", before.toString()), this::said);
        assertTrue(
            out.toString(StandardCharsets.UTF_8).strip().endsWith("2.000     0 -> 0          SLOWER"), this::said);
    }

    private static String scores(final double score) {
        return "{\"rankferry_micro\":1,\"version\":\"1\",\"taken_at\":\"then\",\"environment\":{\"cpu\":\"a\","
            + "\"cores\":\"1\",\"kernel\":\"k\",\"jvm\":\"j\"},\"forks\":1,\"seconds\":1,\"benchmarks\":["
            + "{\"name\":\"A.b\",\"params\":{},\"unit\":\"ns/op\",\"score\":" + score
            + ",\"error\":1,\"alloc_bytes_per_op\":0}]}";
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
