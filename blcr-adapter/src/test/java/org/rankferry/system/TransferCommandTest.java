package org.rankferry.system;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The demo as users run it. */
@Tag("slow")
@Tag(Wire.NONE)
class TransferCommandTest {
    private Programs programs;

    @BeforeEach
    void open() throws IOException {
        programs = new Programs();
    }

    @AfterEach
    void close() {
        programs.close();
    }

    @ParameterizedTest
    @CsvSource({"shm, memory, direct", "tcp, memory, direct", "shm, file, staged", "auto, memory, staged"})
    void movesVerifiesAndLeavesTheSet(final String transport, final String store, final String placement)
        throws Exception {

        final Path json = programs.root().resolve("demo.json");
        final Programs.Program demo = programs.rankferry(
            "transfer", "--transport", transport, "--store", store, "--placement", placement, "--ranks", "3",
            "--image-bytes", "5000017", "--chunk", "256k", "--pool", "1M", "--json", json.toString());
        demo.assertOk();
        final List<String> lines = demo.out().lines().toList();
        assertTrue(lines.get(lines.size() - 2).startsWith("verify: ok (3 images, 15000051 bytes, "), demo.out());
        final String last = lines.getLast();
        assertTrue(last.startsWith("rankferry verify /"), demo.out());
        final String set = last.substring("rankferry verify ".length());
        programs.assertNothingRuns();

        final Programs.Program verify = programs.rankferry("verify", set);
        verify.assertOk();
        assertTrue(verify.out().startsWith("verify: ok (3 images, 15000051 bytes"), verify.out());

        final Map<String, Object> result = JSON.std.mapFrom(Files.readString(json));
        assertEquals("transfer", result.get("command"));
        assertEquals(transport.equals("auto") ? "tcp" : transport, result.get("transport"));
        assertEquals(15_000_051, result.get("image_bytes_total"));
        assertEquals("ok", result.get("verify"));
        assertEquals(set, result.get("directory"));
        assertTrue(((Number) result.get("cpu_s_per_gib")).doubleValue() > 0, result.toString());
        assertEquals(4, result.get("pool_high_water_chunks"));
        assertEquals(placement.equals("staged"), ((Number) result.get("payload_copies")).intValue()
            > (transport.equals("shm") ? 1 : 2));
    }

    @Test
    void aDamagedSetIsFoundOutAndTheNextDemoReplacesIt() throws Exception {
        final Path first = demo();
        try (RandomAccessFile file = new RandomAccessFile(first.resolve("rank-1").resolve("image").toFile(), "rw")) {
            file.seek(123_456);
            final int was = file.read();
            file.seek(123_456);
            file.write(was ^ 1);
        }
        Files.delete(first.resolve("rank-0").resolve("image"));
        final Programs.Program verify = programs.rankferry("verify", first.toString());
        final String line = verify.assertFailed(1);
        assertTrue(line.contains("rank-0/image: is missing, the manifest says 1000000 bytes (and 1 more"), line);
        assertTrue(verify.out().contains("fault: rank-1/image: crc32c of its 1000000 bytes is "), verify.out());

        final Path second = demo();
        assertFalse(Files.exists(first), "the next demo replaces the set");
        assertEquals(List.of(second), programs.sets());
    }

    @Test
    void aFailureIsOneLineAndNothingIsLeft() throws Exception {
        final Programs.Program demo = programs.rankferry("transfer", "--transport", "smoke-signals");
        assertEquals("rankferry: transport 'smoke-signals' is not known; there are:"
            + " rdma, shm, tcp", demo.assertFailed(1));
        programs.assertNothingRuns();

        final Programs.Program small = programs.rankferry("transfer", "--ranks", "4", "--pool", "1M");
        assertTrue(small.assertFailed(1).contains("pool of 1048576 bytes has 1 chunk for 4 ranks; give --pool 4194304"),
            small.err());
        programs.assertNothingRuns();
    }

    @Test
    void aKilledRankIsNamedAndNothingIsLeft() throws Exception {
        final Programs.Program demo = programs.rankferry("transfer", "--ranks", "3", "--image-bytes", "2G");
        Await.that("a rank", () -> rank(demo) != null || !demo.process().isAlive());
        final ProcessHandle victim = rank(demo);
        victim.destroyForcibly();
        final String line = demo.assertFailed(1);
        assertTrue(line.contains("(pid " + victim.pid() + ")"), line);
        programs.assertNothingRuns();
        assertEquals(List.of(), programs.sets());
    }

    @Test
    void aSignalEndsAllItsProcesses() throws Exception {
        final Programs.Program demo = programs.rankferry("transfer", "--ranks", "3", "--image-bytes", "2G");
        Await.that("a rank", () -> rank(demo) != null || !demo.process().isAlive());
        final List<ProcessHandle> children = demo.process().descendants().toList();
        demo.process().destroy();
        assertEquals("rankferry: stopped by a signal", demo.assertFailed(143));
        for (final ProcessHandle child : children) {
            assertFalse(child.isAlive(), "process " + child.pid() + " lives on");
        }
        programs.assertNothingRuns();
    }

    private static ProcessHandle rank(final Programs.Program demo) {
        return demo.process().children()
            .filter(child -> child.info().command().orElse("").endsWith("rankferry-rank")).findFirst().orElse(null);
    }

    private Path demo() throws Exception {
        final Programs.Program demo = programs.rankferry("transfer", "--ranks", "2", "--image-bytes", "1000000");
        demo.assertOk();
        return Path.of(demo.awaitLine("rankferry verify ").substring("rankferry verify ".length()));
    }
}
