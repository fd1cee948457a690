package org.rankferry.engine.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.observe.AgentKind;
import org.rankferry.engine.observe.CountersSnapshot;
import org.rankferry.engine.observe.HostAgents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StatTableTest {
    private static final Path RUN = Path.of("/run/r");
    private static final List<HostAgents.Found> AGENTS = List.of(
        new HostAgents.Found(RUN.resolve("source-lu"), snapshot(AgentKind.SOURCE, "lu", true), null),
        new HostAgents.Found(RUN.resolve("target-cut"), null, "counters file is cut"),
        new HostAgents.Found(RUN.resolve("target-old"), snapshot(AgentKind.TARGET, "old", false), null));

    @Test
    void showsLiveAndStaleAgents() {
        assertEquals("""
            source lu, pid 4711, up 1 m 05 s
                       1,234,567  bytes_read (bytes)
                               8  rank_bytes (bytes) rank=3

            target-cut: counters file is cut
            target old, pid 4711, stale: its process has ended
                       1,234,567  bytes_read (bytes)
                               8  rank_bytes (bytes) rank=3

            """, table(false));
    }

    @Test
    void showsTheFirstLineOfEachErrorWhenAsked() {
        assertTrue(table(true).contains("  2 times, last at 1970-01-01T00:00:05Z: target lost\n"), table(true));
    }

    @Test
    void saysWhenThereIsNobody() {
        final StringWriter text = new StringWriter();
        StatTable.print(List.of(), RUN, false, 0, new PrintWriter(text));
        assertEquals("no agents in /run/r\n", text.toString());
    }

    @Test
    void asJson() {
        assertEquals("[{\"directory\":\"/run/r/target-cut\",\"fault\":\"counters file is cut\"}]",
            StatTable.json(AGENTS.subList(1, 2)));
        final String json = StatTable.json(AGENTS.subList(2, 3));
        assertTrue(json.contains("\"alive\":false") && json.contains("\"bytes_read (bytes)\":1234567")
            && json.contains("\"text\":\"target lost\""), json);
    }

    private static String table(final boolean withErrors) {
        final StringWriter text = new StringWriter();
        StatTable.print(AGENTS, RUN, withErrors, 66_000, new PrintWriter(text));
        return text.toString();
    }

    private static CountersSnapshot snapshot(final AgentKind kind, final String name, final boolean alive) {
        return new CountersSnapshot(
            kind, name, 4711, 1000, alive,
            List.of(new CountersSnapshot.Counter(1, -1, "bytes_read (bytes)", 1_234_567),
                new CountersSnapshot.Counter(1001, 3, "rank_bytes (bytes) rank=3", 8)),
            List.of(new CountersSnapshot.LoggedError(2, 1000, 5000, "target lost\n\tat somewhere")));
    }
}
