package org.rankferry.engine.observe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.Test;
import org.rankferry.engine.api.RankProgress;
import org.rankferry.engine.nativeio.TerminalSize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProgressPrinterTest {
    private static final long MS = 1_000_000L;
    private static final long MIB = 1L << 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long now = 5_000_000_000L;

    @Test
    void blockPerRankRepaintedInPlace() {
        final ProgressPrinter printer = printer(ProgressMode.TERMINAL, new TerminalSize(100, 24));
        assertFalse(printer.update(List.of(rank(0, 0, 20, "writing"), rank(1, 0, 0, "attached"))));
        now += 1000 * MS;
        assertTrue(printer.update(List.of(rank(0, 5, 20, "writing"), rank(1, 1, 0, "writing"))));
        assertEquals(
            lines(
                "rank 0    [#####...............]  25 %     5.0 MiB     5.0 MiB/s  ETA 3.0 s     writing",
                "rank 1                                     1.0 MiB     1.0 MiB/s  ETA -         writing",
                "total                                      6.0 MiB     6.0 MiB/s  ETA -"),
            taken());
        now += 99 * MS;
        assertFalse(printer.update(List.of(rank(0, 9, 20, "writing"), rank(1, 3, 30, "writing"))));
        now += 901 * MS;
        assertTrue(printer.update(List.of(rank(0, 15, 20, "writing"), rank(1, 3, 30, "writing"))));
        assertEquals(
            "\033[3A" + lines(
                "rank 0    [###############.....]  75 %    15.0 MiB     7.5 MiB/s  ETA 0.7 s     writing",
                "rank 1    [##..................]  10 %     3.0 MiB     1.5 MiB/s  ETA 18 s      writing",
                "total     [#######.............]  36 %    18.0 MiB     9.0 MiB/s  ETA 3.6 s     of 50.0 MiB"),
            taken());
        now += 2000 * MS;
        printer.finish(List.of(rank(0, 20, 20, "stored"), rank(1, 30, 30, "stored")));
        assertEquals(
            "\033[3A" + lines(
                "rank 0    [####################] 100 %    20.0 MiB     5.0 MiB/s  ETA 0.0 s     stored",
                "rank 1    [####################] 100 %    30.0 MiB     7.5 MiB/s  ETA 0.0 s     stored",
                "total     [####################] 100 %    50.0 MiB    12.5 MiB/s  in 4.0 s      of 50.0 MiB"),
            taken());
    }

    @Test
    void aNoteStaysAboveTheNextBlock() {
        final ProgressPrinter printer = printer(ProgressMode.TERMINAL, new TerminalSize(100, 24));
        now += 1000 * MS;
        printer.update(List.of(rank(0, 5, 20, "writing")));
        taken();
        printer.note("target a is lost");
        assertEquals(lines("target a is lost"), taken());
        now += 1000 * MS;
        printer.update(List.of(rank(0, 5, 20, "writing")));
        assertTrue(taken().startsWith("\rrank 0 "), "the block is not painted over the note");
    }

    @Test
    void aNoteIsALineElsewhereAndAnObjectInJson() {
        for (final ProgressMode mode : List.of(ProgressMode.LINES, ProgressMode.NONE)) {
            printer(mode, TerminalSize.DEFAULT).note("target a is lost");
            assertEquals("target a is lost\n", taken());
        }
        printer(ProgressMode.JSON, TerminalSize.DEFAULT).note("target a is lost");
        assertEquals("{\"note\":\"target a is lost\"}\n", taken());
    }

    @Test
    void theLastStateHasTheRatesOfTheTransfersOwnTime() {
        final ProgressPrinter printer = printer(ProgressMode.LINES, TerminalSize.DEFAULT);
        now += 9000 * MS;
        printer.finish(List.of(rank(0, 20, 20, "committed")), 2.0);
        assertEquals("2.0 s  20.0 MiB of 20.0 MiB (100 %)  10.0 MiB/s  ranks: 1 committed\n", taken());
    }

    @Test
    void manyRanksAreFolded() {
        final ProgressPrinter printer = printer(ProgressMode.TERMINAL, new TerminalSize(100, 40));
        final List<RankProgress> ranks = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            ranks.add(i < 16 ? rank(i, 10, 10, "stored") : rank(i, i == 40 ? 1 : 5, 10, "writing"));
        }
        now += 1000 * MS;
        printer.update(ranks);
        assertEquals(
            lines(
                "16 ranks  [####################] 100 %   160.0 MiB         0 B/s  ETA 0.0 s     stored",
                "48 ranks  [#########...........]  49 %   236.0 MiB         0 B/s  ETA -         writing",
                "rank 40   [##..................]  10 %     1.0 MiB         0 B/s  ETA -         writing",
                "total     [############........]  61 %   396.0 MiB   396.0 MiB/s  ETA 0.6 s     of 640.0 MiB"),
            taken());
        // Fewer lines next time: what stands below is erased.
        now += 1000 * MS;
        printer.update(ranks.subList(0, 16));
        assertTrue(taken().startsWith("\033[4A"));
        now += 1000 * MS;
        printer.update(ranks.subList(0, 2));
        assertTrue(taken().endsWith("\033[J"));
    }

    @Test
    void blockFitsEveryTerminal() {
        for (int columns = 1; columns < 130; columns++) {
            for (int rows = 3; rows < 30; rows++) {
                final ProgressPrinter printer = printer(ProgressMode.TERMINAL, new TerminalSize(columns, rows));
                now += 1000 * MS;
                final List<RankProgress> ranks = new ArrayList<>();
                for (int i = 0; i < 25; i++) {
                    ranks.add(rank(i, i, 30, "writing"));
                }
                printer.update(ranks);
                final String[] lines = taken().split("\n", -1);
                assertTrue(lines.length <= Math.max(4, rows), lines.length + " lines on " + rows + " rows");
                for (final String line : lines) {
                    final String text = line.replace("\033[K", "").replace("\r", "");
                    assertTrue(text.length() <= Math.max(1, columns - 1), text + " on " + columns + " columns");
                }
            }
        }
    }

    @Test
    void oneLinePerSecond() {
        final ProgressPrinter printer = printer(ProgressMode.LINES, TerminalSize.DEFAULT);
        for (int tick = 1; tick <= 25; tick++) {
            now += 100 * MS;
            printer.update(List.of(rank(0, tick, 40, "writing"), rank(1, 2L * tick, 60, "writing")));
        }
        now += 500 * MS;
        printer.finish(List.of(rank(0, 40, 40, "stored"), rank(1, 60, 60, "stored")));
        assertEquals(
            """
            1.0 s  30.0 MiB of 100.0 MiB (30 %)  30.0 MiB/s  ETA 2.3 s  ranks: 2 writing  slowest: rank 0 25 %
            2.0 s  60.0 MiB of 100.0 MiB (60 %)  30.0 MiB/s  ETA 1.3 s  ranks: 2 writing  slowest: rank 0 50 %
            3.0 s  100.0 MiB of 100.0 MiB (100 %)  33.3 MiB/s  ranks: 2 stored
            """,
            taken());
    }

    @Test
    void givenTotalCountsRanksThatAreStillToCome() {
        final ProgressPrinter printer = printer(ProgressMode.LINES, TerminalSize.DEFAULT);
        now += 1000 * MS;
        printer.update(List.of(rank(0, 10, 20, "writing")), 160 * MIB);
        assertEquals(
            "1.0 s  10.0 MiB of 160.0 MiB (6 %)  10.0 MiB/s  ETA 15 s  ranks: 1 writing  slowest: rank 0 50 %\n",
            taken());
        now += 1000 * MS;
        printer.update(List.of(), 0);
        assertEquals("2.0 s  0 B  0 B/s\n", taken());
    }

    @Test
    void jsonLinePerSecond() throws IOException {
        final ProgressPrinter printer = printer(ProgressMode.JSON, TerminalSize.DEFAULT);
        now += 1000 * MS;
        printer.update(List.of(rank(0, 512, 1024, "writing"), rank(7, 512, 0, "writing")));
        assertEquals(
            "{\"elapsed_s\":1.0,\"finished\":false,\"bytes\":1073741824,\"expected_bytes\":0,\"gib_per_s\":1.0,"
                + "\"eta_s\":null,\"ranks\":[{\"rank\":0,\"state\":\"writing\",\"bytes\":536870912,"
                + "\"expected_bytes\":1073741824,\"gib_per_s\":0.0,\"eta_s\":null},{\"rank\":7,\"state\":\"writing\","
                + "\"bytes\":536870912,\"expected_bytes\":0,\"gib_per_s\":0.0,\"eta_s\":null}]}\n",
            taken());
        now += 1000 * MS;
        printer.finish(List.of(rank(0, 1024, 1024, "committed")));
        final Map<String, Object> last = JSON.std.mapFrom(taken());
        assertEquals(true, last.get("finished"));
        assertEquals(0.5, last.get("gib_per_s"));
    }

    @Test
    void noneIsSilent() {
        final ProgressPrinter printer = printer(ProgressMode.NONE, TerminalSize.DEFAULT);
        now += 10_000 * MS;
        assertFalse(printer.update(List.of(rank(0, 1, 2, "writing"))));
        printer.finish(List.of(rank(0, 2, 2, "stored")));
        assertEquals("", taken());
    }

    @Test
    void rankThatBeginsAgainHasNoNegativeRate() {
        final ProgressPrinter printer = printer(ProgressMode.LINES, TerminalSize.DEFAULT);
        now += 1000 * MS;
        printer.update(List.of(rank(0, 10, 20, "writing")));
        now += 1000 * MS;
        printer.update(List.of(rank(0, 2, 20, "writing")));
        assertTrue(taken().endsWith(
            "2.0 s  2.0 MiB of 20.0 MiB (10 %)  0 B/s  ranks: 1 writing  slowest: rank 0 10 %\n"));
    }

    @Test
    void modesOfTheCommandLine() {
        assertEquals(ProgressMode.JSON, ProgressMode.parse("json"));
        assertEquals(ProgressMode.AUTO, ProgressMode.parse("auto"));
        assertEquals(ProgressMode.NONE, ProgressMode.NONE.resolve(2));
        assertEquals(ProgressMode.LINES, ProgressMode.AUTO.resolve(9999), "a closed descriptor is no terminal");
        final IllegalArgumentException e =
            assertThrows(IllegalArgumentException.class, () -> ProgressMode.parse("JSON"));
        assertEquals("--progress JSON: one of auto, terminal, lines, json, none", e.getMessage());
    }

    private ProgressPrinter printer(final ProgressMode mode, final TerminalSize size) {
        return new ProgressPrinter(mode, out, () -> now, size);
    }

    private static RankProgress rank(final int rank, final long mib, final long expectedMib, final String state) {
        return new RankProgress(rank, mib * MIB, expectedMib * MIB, state);
    }

    private static String lines(final String... lines) {
        final StringBuilder result = new StringBuilder();
        for (final String line : lines) {
            result.append('\r').append(line).append("\033[K\n");
        }
        return result.toString();
    }

    private String taken() {
        final String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        return text;
    }
}
