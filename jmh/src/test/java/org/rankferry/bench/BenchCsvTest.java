package org.rankferry.bench;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.observe.ResultJson;

import static org.junit.jupiter.api.Assertions.assertEquals;

class BenchCsvTest {
    @Test
    void numbersOfInnerObjectsHaveColumnsAndMissingOnesAreEmpty() {
        final List<String> rows = BenchCsv.of(List.of(
            ResultJson.ofChecks("bench", Map.of("transport", "shm", "chunk_latency_us", Map.of("p99", 12.5))),
            ResultJson.ofChecks("bench", Map.of("transport", "tcp")))).lines().toList();

        assertEquals(3, rows.size());
        assertEquals(String.join(",", BenchCsv.COLUMNS), rows.getFirst());
        assertEquals("shm", cell(rows.get(1), "transport"));
        assertEquals("12.5", cell(rows.get(1), "chunk_latency_us.p99"));
        assertEquals("", cell(rows.get(1), "ranks"));
        assertEquals("tcp", cell(rows.get(2), "transport"));
        assertEquals("", cell(rows.get(2), "chunk_latency_us.p99"));
    }

    @Test
    void whatWouldBreakARowIsQuoted() {
        final String table = BenchCsv.of(List.of(
            ResultJson.ofChecks("bench", Map.of("verify", "rank 1: \"image\" is short, by 3\nbytes"))));
        assertEquals("\"rank 1: \"\"image\"\" is short, by 3\nbytes\"\n", table.substring(table.indexOf("\"rank")));
    }

    private static String cell(final String row, final String column) {
        return row.split(",", -1)[BenchCsv.COLUMNS.indexOf(column)];
    }
}
