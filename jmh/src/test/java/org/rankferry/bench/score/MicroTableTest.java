package org.rankferry.bench.score;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.cli.CommandFailure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MicroTableTest {
    private static final Map<String, String> HERE = Map.of("cpu", "A", "cores", "2", "kernel", "K", "jvm", "J");

    @TempDir
    Path place;

    @Test
    void onlyDifferencesBeyondBothIntervalsAreMarked() {
        final List<String> rows = rows(
            run(HERE, score("A.same", 100, 5, 0), score("A.faster", 100, 5, 0), score("A.slower", 100, 5, 0)),
            run(HERE, score("A.same", 109, 5, 0), score("A.faster", 89, 5, 0), score("A.slower", 111, 5, 0)));

        assertEquals(
            List.of("1.090     0 -> 0", "0.890     0 -> 0          faster", "1.110     0 -> 0          SLOWER"),
            rows.stream().map(row -> row.substring(row.indexOf("ns/op") + 8)).toList());
    }

    @Test
    void whatIsAllocatedIsMarkedByItself() {
        final List<String> rows = rows(
            run(HERE, score("A.more", 100, 5, 0), score("A.less", 100, 5, 24), score("A.jmh", 100, 5, 0.01)),
            run(HERE, score("A.more", 100, 5, 16), score("A.less", 80, 5, 0), score("A.jmh", 100, 5, 0.02)));

        assertTrue(rows.get(0).endsWith("0 -> 16         ALLOCATES MORE"), rows::toString);
        assertTrue(rows.get(1).endsWith("24 -> 0         faster, allocates less"), rows::toString);
        assertTrue(rows.get(2).endsWith("0 -> 0"), rows::toString);
    }

    @Test
    void benchmarksOfOneRunAloneAreThereToo() {
        final List<String> rows = rows(run(HERE, score("A.old", 1, 0, 0)), run(HERE, score("A.young", 2, 0, 0)));

        assertTrue(rows.get(0).startsWith("A.old ") && rows.get(0).endsWith("not run"), rows::toString);
        assertTrue(rows.get(1).startsWith("A.young ") && rows.get(1).endsWith("new"), rows::toString);
    }

    @Test
    void anotherMachineIsSaid() {
        final List<String> lines = new MicroTable(
            run(HERE), run(Map.of("cpu", "B", "cores", "2", "kernel", "K", "jvm", "J"))).lines();
        assertEquals("# another machine: cpu was A, is B", lines.get(1));
        assertEquals(3, lines.size(), lines::toString);
    }

    @Test
    void aFileGivesBackWhatWasKept() {
        final MicroRun kept = run(HERE, new MicroScore(
            "LeaseCycle.cycle", Map.of("ranks", "8", "a", "b"), "ns/op", 31.25, 0.5, 0));
        final Path file = place.resolve("scores.json");
        kept.write(file);
        assertEquals(kept, MicroRun.read(file));
        assertEquals("LeaseCycle.cycle(a=b, ranks=8)", MicroRun.read(file).scores().getFirst().id());
    }

    @Test
    void aFileOfSomethingElseIsOneLine() throws Exception {
        assertFault("does not exist", place.resolve("none"));
        assertFault("holds no scores of rankferry bench micro: rankferry_micro is missing",
            Files.writeString(place.resolve("other"), "{}"));
        assertFault("holds no scores", Files.writeString(place.resolve("garbage"), "[1"));
    }

    private static void assertFault(final String text, final Path file) {
        final CommandFailure fault = assertThrows(CommandFailure.class, () -> MicroRun.read(file));
        assertTrue(fault.getMessage().contains(text), fault::getMessage);
        assertEquals(1, fault.getMessage().lines().count());
    }

    private static List<String> rows(final MicroRun before, final MicroRun now) {
        final List<String> lines = new MicroTable(before, now).lines();
        return lines.subList(2, lines.size());
    }

    private static MicroRun run(final Map<String, String> environment, final MicroScore... scores) {
        return new MicroRun("1", "2026-01-01T00:00:00Z", environment, 1, 1, List.of(scores));
    }

    private static MicroScore score(final String name, final double score, final double error, final double bytes) {
        return new MicroScore(name, Map.of(), "ns/op", score, error, bytes);
    }
}
