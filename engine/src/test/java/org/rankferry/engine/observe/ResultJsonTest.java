package org.rankferry.engine.observe;

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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The keys are a public contract: they stand here literally, not as constants of the code under test. */
class ResultJsonTest {
    @TempDir
    private Path dir;

    @Test
    void checksHaveTheFirstKeysAndTheirOwn() {
        final ResultJson result = ResultJson.ofChecks("doctor", Map.of("checks", List.of()));
        assertEquals(List.of("tool", "version", "command", "checks"), List.copyOf(result.values().keySet()));
        assertEquals("doctor", result.values().get("command"));
    }

    @Test
    void everyKeyInTheOrderOfTheContract() throws IOException {
        final ResultJson result = migration().build();
        assertEquals(
            List.of("tool", "version", "command", "transport", "transport_reason", "ranks", "chunk_bytes",
                "pool_bytes", "read_depth", "image_bytes_total", "wall_s", "gib_per_s", "cpu_s_per_gib", "setup_s",
                "verify", "chunk_latency_us", "retries", "baseline", "environment", "strategy", "phases_s", "outcome",
                "job", "epoch", "from", "onto", "moved_ranks", "copies"),
            List.copyOf(result.values().keySet()));
        final String expected = """
            {
              "tool" : "rankferry",
              "version" : "%s",
              "command" : "bench",
              "transport" : "shm",
              "transport_reason" : "both ends on this host",
              "ranks" : 8,
              "chunk_bytes" : 1048576,
              "pool_bytes" : 10485760,
              "read_depth" : 16,
              "image_bytes_total" : 5368709120,
              "wall_s" : 2.5,
              "gib_per_s" : 2.0,
              "cpu_s_per_gib" : 0.3,
              "setup_s" : 0.123457,
              "verify" : "ok",
              "chunk_latency_us" : {
                "p50" : 0.0,
                "p99" : 0.0,
                "p999" : 0.0,
                "max" : 0.0
              },
              "retries" : 3,
              "baseline" : {
                "memcpy_gib_per_s" : 6.4,
                "socket_gib_per_s" : 2.5,
                "ib_read_bw_gib_per_s" : 11.0
              },
              "environment" : {
                "cpu" : "C",
                "cores" : 2,
                "kernel" : "Linux 6.1",
                "jvm" : "J 25",
                "device" : "rxe0"
              },
              "strategy" : "migration",
              "phases_s" : {
                "checkpoint" : 1.0,
                "stall" : 0.01,
                "migrate" : 0.5,
                "restart" : 0.25,
                "resume" : 0.125,
                "total" : 0.885
              },
              "outcome" : "migrated",
              "job" : "lu.C.64",
              "epoch" : 4294967296,
              "from" : "node3",
              "onto" : "spare1",
              "moved_ranks" : [ 3, 7 ],
              "copies" : 1
            }""".formatted(RankferryVersion.get());
        assertEquals(expected, result.toJson().replaceAll("\\R", "\n"));
    }

    @Test
    void resultWithoutOneKeyIsRefusedByName() {
        final ResultJson.Builder builder =
            ResultJson.builder("demo").transport("shm", "asked for").ranks(8).retries(0).verify("ok");
        final IllegalStateException e = assertThrows(IllegalStateException.class, builder::build);
        assertEquals(
            "result of demo lacks [chunk_bytes, pool_bytes, read_depth, image_bytes_total, wall_s, gib_per_s, "
                + "cpu_s_per_gib, setup_s, chunk_latency_us, environment]",
            e.getMessage());
    }

    @Test
    void baselineMayBeEmptyAndMigrationKeysAbsent() {
        final ResultJson result = transfer().build();
        assertEquals(Map.of(), result.values().get("baseline"));
        assertFalse(result.values().containsKey("phases_s"));
        assertFalse(result.values().containsKey("strategy"));
    }

    @Test
    void wordsOutsideTheContractAreRefused() {
        final ResultJson.Builder builder = transfer();
        assertThrows(IllegalArgumentException.class, () -> builder.baseline("memcpy", 1));
        assertThrows(IllegalArgumentException.class, () -> builder.phase("Stall", 1));
        assertThrows(IllegalArgumentException.class, () -> builder.outcome("done"));
        assertThrows(IllegalArgumentException.class, () -> builder.extra("wall_s", 1));
        assertThrows(IllegalArgumentException.class, () -> builder.extra("wallS", 1));
        assertThrows(IllegalArgumentException.class, () -> builder.setupSeconds(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> builder.verify(null));
    }

    @Test
    void nothingMovedHasNoInfiniteRates() {
        final ResultJson result = transfer().transfer(0, 0, 0.5).build();
        assertEquals(0.0, result.values().get("gib_per_s"));
        assertEquals(0.0, result.values().get("cpu_s_per_gib"));
    }

    @Test
    void objectForOneArrayForSeveral() throws IOException {
        final Path file = dir.resolve("r.json");
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        transfer().build().write(file.toString(), out);
        assertEquals("bench", JSON.std.mapFrom(Files.readString(file)).get("command"));
        ResultJson.writeAll(List.of(transfer().build()), file.toString(), out);
        assertEquals(1, JSON.std.listFrom(Files.readString(file)).size());
        assertEquals(0, bytes.size());
        ResultJson.writeAll(List.of(transfer().build(), migration().build()), "-", out);
        assertEquals(2, JSON.std.listFrom(bytes.toString(StandardCharsets.UTF_8)).size());
    }

    @Test
    void unwritableFileIsNamed() {
        final String file = dir.resolve("no/such/r.json").toString();
        final IOException e = assertThrows(IOException.class, () -> transfer().build().write(file, System.out));
        assertTrue(e.getMessage().startsWith("--json " + file + ": cannot write the result: "), e.getMessage());
    }

    @Test
    void environmentOfThisMachine() {
        final Environment environment = Environment.read();
        assertFalse(environment.cpu().isBlank());
        assertEquals(Runtime.getRuntime().availableProcessors(), environment.cores());
        assertTrue(environment.kernel().startsWith("Linux "), environment.kernel());
        assertTrue(environment.jvm().contains(Runtime.version().toString()), environment.jvm());
        assertEquals("none", environment.device());
        assertEquals("Xeon @ 2.0", Environment.cpuModel(List.of("processor\t: 0", "model name\t: Xeon @ 2.0"), "x"));
        assertEquals("aarch64", Environment.cpuModel(List.of("processor : 0", "Features : fp"), "aarch64"));
    }

    @Test
    void versionIsFilteredByTheBuild() {
        assertTrue(RankferryVersion.get().matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"), RankferryVersion.get());
    }

    private static ResultJson.Builder transfer() {
        return ResultJson.builder("bench")
            .environment(new Environment("C", 2, "Linux 6.1", "J 25", "none"))
            .retries(3)
            .chunkLatencies(new ChunkLatencies())
            .verify(ResultJson.VERIFY_OK)
            .setupSeconds(0.1234567)
            .transfer(5L << 30, 2.5, 1.5)
            .pool(1 << 20, 10 << 20, 16)
            .ranks(8)
            .transport("shm", "both ends on this host");
    }

    private static ResultJson.Builder migration() {
        return transfer()
            .extra("copies", 1)
            .environment(new Environment("C", 2, "Linux 6.1", "J 25", "none").withDevice("rxe0"))
            .moved("node3", "spare1", List.of(3, 7))
            .job("lu.C.64", 1L << 32)
            .outcome("migrated")
            .phase("total", 0.885)
            .phase("resume", 0.125)
            .phase("restart", 0.25)
            .phase("migrate", 0.5)
            .phase("stall", 0.01)
            .phase("checkpoint", 1)
            .strategy("migration")
            .baseline("ib_read_bw_gib_per_s", 11)
            .baseline("socket_gib_per_s", 2.5)
            .baseline("memcpy_gib_per_s", 6.4);
    }
}
