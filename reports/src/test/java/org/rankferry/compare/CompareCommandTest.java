package org.rankferry.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.jr.ob.JSON;
import org.agrona.IoUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankferry.compare.host.MountTable;
import org.rankferry.compare.pfs.PfsKind;
import org.rankferry.system.Needs;
import org.rankferry.system.Programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code rankferry compare}, with small jobs. */
class CompareCommandTest {
    private static final String RANK_BYTES = "1048576";

    private Programs programs;
    private Path disk;

    @BeforeEach
    void open() throws IOException {
        programs = new Programs();
        disk = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "compare-");
    }

    @AfterEach
    void close() throws IOException {
        programs.close();
        try (Stream<Path> left = Files.list(disk)) {
            assertEquals(List.of(), left.toList(), "on the disk");
        } finally {
            IoUtil.delete(disk.toFile(), true);
        }
    }

    @Test
    void everyStrategyIsMeasuredByTheSameJob() throws Exception {
        final Path json = programs.root().resolve("results.json");
        final Programs.Program compare = small(
            "--strategies", "migration,migration-staged,cr-local,copy-tar-nc,undisturbed,disturbed", "--transport",
            "shm,tcp", "--rounds", "1", "--execution-seconds", "2", "--json", json.toString());
        compare.assertOk();
        final List<Map<String, Object>> results = read(json);
        assertEquals(
            List.of("migration shm", "cr-local shm", "copy-tar-nc shm", "migration tcp", "migration-staged shm",
                "undisturbed shm", "disturbed shm"),
            results.stream().map(one -> one.get("strategy") + " " + one.get("transport")).toList());
        for (final Map<String, Object> one : results) {
            final String what = one.toString();
            assertEquals("ok", one.get("verify"), what);
            assertEquals(false, one.get("partial"), what);
            assertEquals(List.of(2, 2), List.of(one.get("nodes"), one.get("ranks_per_node")), what);
            assertTrue(number(((Map<?, ?>) one.get("phases_s")).get("total")) > 0, what);
            assertTrue(one.get("command_line").toString().startsWith("rankferry compare --local"), what);
        }
        assertMoved(results.get(0), 2);
        assertDumped(results.get(1), "checkpoint", "restart");
        assertTrue(results.get(1).get("floor_s") instanceof Map<?, ?> floor && number(floor.get("write")) > 0);
        assertDumped(results.get(2), "checkpoint", "copy", "restart");
        assertMoved(results.get(3), 2);
        assertMoved(results.get(4), 2);
        assertEquals(results.get(5).get("iterations"), results.get(6).get("iterations"));
        assertEquals(0, results.get(5).get("moved_bytes"));
        assertTrue(number(results.get(6).get("moved_bytes")) > 2 * 1_048_576, results.get(6).toString());
        assertTrue(compare.out().contains("strategy          by     n"), compare.out());
        programs.assertNothingRuns();
    }

    @Test
    void aParallelFileSystemIsStartedAndGoneWhenARunIsStopped() throws Exception {
        final PfsKind gluster = PfsKind.GLUSTER;
        Needs.that(gluster.findObstacle().isEmpty(), gluster.findObstacle().orElse(""));
        final Path json = programs.root().resolve("results.json");
        final Programs.Program compare = small(
            "--pfs-start", gluster.word(), "--strategies", "cr-pfs", "--rounds", "50", "--json", json.toString());
        compare.awaitLine("round 2 of 50");
        compare.process().destroy();
        compare.await();
        assertTrue(compare.err().endsWith("rankferry: stopped by a signal\n"), compare.err());
        final List<Map<String, Object>> results = read(json);
        assertFalse(results.isEmpty());
        assertEquals(true, results.getFirst().get("partial"));
        assertEquals("ok", results.getFirst().get("verify"));
        assertEquals(4, ((Map<?, ?>) results.getFirst().get("file_system")).get("servers"));
        assertDumped(results.getFirst(), "checkpoint", "restart");
        programs.assertNothingRuns();
        assertEquals(List.of(), MountTable.read().beneath(disk));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --preset CG.C.64                            | 2 | there is no preset 'CG.C.64'; give LU.C.64, BT.C.64, SP.C.64
        --strategies prayer                         | 2 | there is no strategy 'prayer'; give migration,
        --strategies cr-pfs                         | 2 | cr-pfs needs a parallel file system: give --pfs DIR, or
        --nodes 1                                   | 2 | 1 nodes with 8 ranks each; give 2 nodes or more
        --rounds 0                                  | 2 | --rounds is 0
        --transport pigeon                          | 2 | --transport is 'pigeon'; give shm, tcp, rdma
        --pfs /tmp --pfs-start gluster              | 2 | give --pfs or --pfs-start, not both
        --nodes 1000 --image-bytes 64G              | 1 | custom needs
        --strategies cr-pfs --pfs .                 | 1 | nothing is mounted at
        --local /proc/sys                           | 1 | directory /proc/sys
        --strategies migration --json /nowhere/f    | 1 | --json /nowhere/f: results can't be written
        """)
    void whatCantBeIsRefusedInOneLine(final String words, final int code, final String beginning) throws Exception {
        final String place = words.contains("--local") ? "" : "--local " + disk + " ";
        final String[] all = ("compare " + place + words.strip()).split(" +");
        final String fault = programs.rankferry(all).assertFailed(code);
        assertTrue(fault.startsWith("rankferry: " + beginning), fault);
    }

    private Programs.Program small(final String... words) throws IOException {
        final Stream<String> first = Stream.of(
            "compare", "--local", disk.toString(), "--nodes", "2", "--ranks-per-node", "2", "--image-bytes",
            RANK_BYTES, "--warmup", "0");
        return programs.rankferry(Stream.concat(first, Stream.of(words)).toArray(String[]::new));
    }

    private static void assertMoved(final Map<String, Object> result, final int ranks) {
        assertEquals("migrated", result.get("outcome"), result.toString());
        assertEquals(ranks, ((List<?>) result.get("moved_ranks")).size(), result.toString());
        assertTrue(number(result.get("moved_bytes")) > ranks * 1_048_576, result.toString());
    }

    private static void assertDumped(final Map<String, Object> result, final String... phases) {
        final Map<?, ?> seconds = (Map<?, ?>) result.get("phases_s");
        double sum = number(seconds.get("stall")) + number(seconds.get("resume"));
        for (final String phase : phases) {
            assertTrue(number(seconds.get(phase)) > 0, phase + ": " + result);
            sum += number(seconds.get(phase));
        }
        assertEquals(number(seconds.get("total")), sum, 1e-5, result.toString());
        assertTrue(number(result.get("moved_bytes")) > 4 * 1_048_576, result.toString());
        assertEquals("ok", result.get("cache_dropped"), result.toString());
    }

    private static double number(final Object value) {
        return ((Number) value).doubleValue();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> read(final Path file) throws IOException {
        return (List<Map<String, Object>>) (List<?>) JSON.std.listFrom(Files.readString(file));
    }
}
