package org.rankferry.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.bench.scene.Scratch;
import org.rankferry.engine.api.SecretFile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code bench --listen} and {@code bench --connect} as processes of their own, and what happens when one dies. */
@Tag("slow")
@Tag(Wire.NONE)
class BenchServerTest {
    private static final String LISTENING = "listening at ";
    private Programs programs;

    @BeforeEach
    void open() throws IOException {
        programs = new Programs();
    }

    @AfterEach
    void close() {
        programs.close();
        new Scratch().close(); // removes what those that were killed have left
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "shm"})
    void theServerFollowsTheClientAndTellsWhatItTook(final String transport) throws Exception {
        final Programs.Program server = server();
        final Path json = programs.root().resolve("result.json");
        final Programs.Program client = client(
            server, programs.secret(), "--transport", transport, "--chunk", "64k,128k", "--iterations", "2",
            "--warmup", "1", "--json", json.toString());
        client.assertOk();
        server.assertOk();

        final List<Object> results = JSON.std.listFrom(Files.readString(json));
        assertEquals(2, results.size());
        for (final Object each : results) {
            final Map<?, ?> result = (Map<?, ?>) each;
            assertEquals(transport, result.get("transport"));
            assertEquals("ok", result.get("verify"), "the server has compared the content");
            assertEquals(2, result.get("iterations"));
            final Map<?, ?> cpu = (Map<?, ?>) result.get("cpu_s_per_gib_of");
            for (final String who : List.of("source", "target", "ranks", "other")) {
                assertTrue(((Number) cpu.get(who)).doubleValue() > 0, result::toString);
            }
            assertTrue(
                ((Number) ((Map<?, ?>) result.get("setup_s_of")).get("target_touch_register")).doubleValue() > 0,
                result::toString);
            assertTrue(((Map<?, ?>) result.get("baseline")).containsKey("memcpy_gib_per_s"), result::toString);
        }
        // For each of both: one to warm up, one for the caches, two by the clock, one to see what is allocated.
        assertTrue(server.out().contains(" is done: 10 image sets"), server::out);
    }

    @Test
    void aStrangerIsTurnedAwayAndTheServerWaitsForTheNext() throws Exception {
        final Path other = programs.root().resolve("other");
        SecretFile.create(other);
        final Programs.Program server = server();
        final String refused = client(server, other, "--iterations", "1", "--warmup", "0").assertFailed(1);
        assertTrue(refused.contains("refused " + other + ": its secret is another; copy the same file"), refused);
        assertTrue(server.awaitLine("client ").contains("was turned away: its secret is another"), server::out);

        client(server, programs.secret(), "--iterations", "1", "--warmup", "0", "--no-baseline").assertOk();
        server.assertOk();
    }

    @Test
    void whatTheServerCanNotDoIsSaidAtTheClient() throws Exception {
        final Programs.Program server = server();
        final String line = client(server, programs.secret(), "--store", "file", "--iterations", "1").assertFailed(1);
        assertTrue(line.contains("store file needs --dir DIR at the server"), line);
        assertEquals(0, server.await(), "nothing was opened, so nothing was left open");

        final String gone = client(server, programs.secret(), "--iterations", "1").assertFailed(1);
        assertTrue(gone.contains("no bench server answers at ") && gone.contains("rankferry bench --listen "), gone);
    }

    @Test
    void aServerThatDiesLeavesTheResultsUntilThen() throws Exception {
        final Programs.Program server = server();
        final Path json = programs.root().resolve("result.json");
        final Path csv = programs.root().resolve("result.csv");
        final Programs.Program client = client(
            server, programs.secret(), "--transport", "tcp", "--depth", "2,4", "--duration", "600", "--warmup", "0",
            "--image-bytes", "2M", "--no-baseline", "--json", json.toString(), "--csv", csv.toString());
        client.awaitLine("# round 1 of 10");
        Await.that("sets that the server took",
            () -> server.out().lines().filter(line -> line.contains("depth")).count() == 2);
        Thread.sleep(1000); // some sets are measured by now: each takes a few milliseconds
        server.process().destroyForcibly();

        final String line = client.assertFailed(1);
        assertTrue(line.contains("bench server ") && line.contains(" went away"), line);
        assertTrue(line.contains("start it again with: rankferry bench --listen "), line);
        final Map<String, Object> result = JSON.std.mapFrom(Files.readString(json));
        assertEquals(true, result.get("partial"));
        assertTrue(result.get("partial_reason").toString().contains(" went away"), result::toString);
        assertTrue(((Number) result.get("iterations")).intValue() > 0, result::toString);
        assertEquals(2, Files.readAllLines(csv).size());
    }

    @Test
    void aServerWhoseClientDiesSaysSoAndLeavesNothing() throws Exception {
        final Programs.Program server = server();
        final Programs.Program client =
            client(server, programs.secret(), "--transport", "tcp", "--duration", "600", "--no-baseline");
        server.awaitLine("tcp, 2 x ");
        client.process().descendants().forEach(ProcessHandle::destroyForcibly);
        client.process().destroyForcibly();
        final String line = server.assertFailed(1);
        assertTrue(line.contains(" went away in the middle, after "), line);
    }

    @Test
    void otherToolsCopyTheSameBytes() throws Exception {
        for (final String program : List.of("rsync", "nc")) {
            Needs.that(
                Stream.of(System.getenv("PATH").split(":", -1))
                    .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))),
                "bench --peers takes rsync and netcat-openbsd, and there is no " + program);
        }
        final Path json = programs.root().resolve("result.json");
        final Programs.Program bench = programs.rankferry(
            "bench", "--peers", "--ranks", "2", "--image-bytes", "3000001", "--iterations", "4", "--warmup", "1",
            "--json", json.toString());
        bench.assertOk();

        final Map<String, Object> result = JSON.std.mapFrom(Files.readString(json));
        final Map<?, ?> peers = (Map<?, ?>) result.get("peers_gib_per_s");
        assertEquals(List.of("rsync", "tar_nc", "cp"), List.copyOf(peers.keySet()));
        peers.forEach((name, range) -> assertTrue(
            ((Number) ((Map<?, ?>) range).get("min")).doubleValue() > 0, () -> name + ": " + range));
        assertTrue(((Map<?, ?>) result.get("ratio")).keySet().containsAll(List.of("rsync", "tar_nc", "cp")),
            result::toString);
        assertTrue(bench.out().contains("  rsync -W ") && bench.out().contains("  tar | nc "), bench::out);
        assertEquals(List.of(), daemons(), "the daemon of rsync is stopped");
    }

    private static List<String> daemons() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return numbered(processes).stream().map(BenchServerTest::words)
                .filter(line -> line.startsWith("rsync --daemon") && line.contains("/rankferry-bench-")).toList();
        }
    }

    private static String words(final Path process) {
        try {
            return Files.readString(process.resolve("cmdline")).replace('\0', ' ');
        } catch (final IOException e) {
            return ""; // it has just ended
        }
    }

    private static List<Path> numbered(final Stream<Path> entries) {
        return entries.filter(path -> path.getFileName().toString().matches("\\d+")).toList();
    }

    private Programs.Program server() throws IOException, InterruptedException {
        final Programs.Program server = programs.rankferry(
            "bench", "--listen", "127.0.0.1:0", "--secret-file", programs.secret().toString());
        server.awaitLine(LISTENING);
        return server;
    }

    private Programs.Program client(final Programs.Program server, final Path secret, final String... more)
        throws IOException, InterruptedException {

        final List<String> words = new ArrayList<>(List.of(
            "bench", "--connect", server.awaitLine(LISTENING).substring(LISTENING.length()),
            "--secret-file", secret.toString(), "--ranks", "2", "--pool", "1M"));
        words.addAll(List.of(more));
        if (!words.contains("--image-bytes")) {
            words.addAll(List.of("--image-bytes", "300k"));
        }
        if (!words.contains("--chunk")) {
            words.addAll(List.of("--chunk", "64k"));
        }
        return programs.rankferry(words.toArray(String[]::new));
    }
}
