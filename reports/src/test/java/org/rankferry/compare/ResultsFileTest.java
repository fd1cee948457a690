package org.rankferry.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.TransferException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ResultsFileTest {
    private static final Workload JOB = Preset.LU_C_64.workload(8, 128 << 10);
    private static final Measured RUN = new Measured(
        JOB, Strategy.CR_PFS, "shm", 1, Instant.EPOCH, 1 << 30, 3, Map.of("total", 2.0), Map.of("cache_dropped", "ok"));

    @TempDir
    private Path directory;

    @Test
    void resultsArePartialUntilTheRunIsComplete() throws IOException {
        final Path file = directory.resolve("results.json");
        final ResultsFile results = new ResultsFile(file, Map.of("rounds", 2));
        results.add(List.of(RUN), "ok");
        assertEquals(true, read(file).getFirst().get("partial"));
        assertEquals("the run has not ended", read(file).getFirst().get("partial_reason"));

        results.add(List.of(RUN), "the answer is wrong");
        results.end(null);
        final List<Map<String, Object>> all = read(file);
        assertEquals(2, all.size());
        assertEquals(false, all.getFirst().get("partial"));
        assertEquals("ok", all.getFirst().get("verify"));
        assertEquals("the answer is wrong", all.getLast().get("verify"));
        assertEquals(0.5, all.getFirst().get("gib_per_s"));
        assertEquals(3.0, all.getFirst().get("cpu_s_per_gib"));
        assertEquals("cr-pfs", all.getFirst().get("strategy"));
        assertEquals(2, all.getFirst().get("rounds"));
        assertEquals(1, list().size(), "nothing but the results is left");
    }

    @Test
    void aRunThatIsCutOffLeavesItsReason() throws IOException {
        final Path file = directory.resolve("results.json");
        final ResultsFile results = new ResultsFile(file, Map.of());
        results.add(List.of(RUN), "ok");
        results.end("node n1 is gone");
        assertEquals("node n1 is gone", read(file).getFirst().get("partial_reason"));
    }

    @Test
    void aFileThatCantBeWrittenIsNamed() {
        final ResultsFile results = new ResultsFile(directory.resolve("none").resolve("r.json"), Map.of());
        final Exception fault = assertThrows(TransferException.class, () -> results.add(List.of(RUN), "ok"));
        assertTrue(fault.getMessage().startsWith("--json " + directory.resolve("none").resolve("r.json")),
            fault.getMessage());
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> read(final Path file) throws IOException {
        return (List<Map<String, Object>>) (List<?>) JSON.std.listFrom(Files.readString(file));
    }
}
