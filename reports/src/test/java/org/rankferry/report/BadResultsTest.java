package org.rankferry.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankferry.report.SampleFiles.Said;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files that are not what they should be, and results that may not be averaged in. */
class BadResultsTest {
    @TempDir
    private Path place;
    private SampleFiles samples;
    private String output;

    @BeforeEach
    void prepare() {
        samples = new SampleFiles(place);
        output = place.resolve("report").toString();
    }

    private void assertOneLine(final Said said, final int code, final String text) {
        assertEquals(code, said.code(), said.err());
        assertEquals(1, said.err().lines().count(), said.err());
        assertTrue(said.err().startsWith("rankferry: ") && said.err().contains(text), said.err());
        assertFalse(Files.exists(Path.of(output, "index.html")), "no report");
    }

    private String page() throws IOException {
        return Files.readString(Path.of(output, "index.html"));
    }

    private String csv(final String figure) throws IOException {
        return Files.readString(Path.of(output, "figures", figure + ".csv"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "``                                            | is empty; give what 'rankferry compare'",
        "` \n`                                         | is empty; give what 'rankferry compare'",
        "`[]`                                          | holds no result yet; leave it out",
        "`{\"tool\":`                                  | is not JSON: Unexpected end-of-input",
        "`PNG`                                         | is not JSON: Unrecognized token 'PNG'",
        "`3`                                           | holds neither an object nor an array, so it is no result",
        "`{\"a\":1}`                                   | without tool 'rankferry' and a version",
        "`[{\"tool\":\"fio\",\"version\":\"3\"}]`       | without tool 'rankferry' and a version",
        "`{\"tool\":\"rankferry\",\"version\":\"1\",\"command\":\"verify\"}` | of 'rankferry verify', which no"
            + " figure shows"})
    void whatIsNoResult(final String content, final String text) {
        assertOneLine(SampleFiles.report(samples.text("bad.json", content), "-o", output), 1, text);
    }

    @Test
    void filesThatCannotBeRead() throws IOException {
        assertOneLine(SampleFiles.report(place + "/none.json", "-o", output), 1, "none.json do not exist; give what");
        assertOneLine(SampleFiles.report(place.toString(), "-o", output), 1, "cannot be read: a directory; give what");
        Files.write(place.resolve("binary"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 1});
        assertOneLine(SampleFiles.report(place + "/binary", "-o", output), 1, "binary is no text, so it is no result");
        final String twice = samples.plain("sweep.json");
        assertOneLine(
            SampleFiles.report(twice, place + "/./sweep.json", "-o", output), 1, "is given twice; its runs would"
                + " count");
    }

    @Test
    void outputThatCannotBeWritten() throws IOException {
        final String results = samples.plain("sweep.json");
        final String file = samples.text("file", "not a directory");
        assertOneLine(
            SampleFiles.report(results, "-o", file), 1, " is no directory; give one you may write to with --output");
        assertOneLine(SampleFiles.report(results, "-o", file + "/deeper"), 1, "with --output");
        Files.createDirectories(Path.of(output, "figures", "sweep.csv", "in the way"));
        assertOneLine(SampleFiles.report(results, "-o", output), 1, "the report can't be written to " + output);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "--link 100         | --link: '100' is no rate; give bits a second above 0 with suffix M, G or T",
        "--link 0G          | --link: '0G' is no rate",
        "--pfs 1Q           | --pfs: '1Q' is no rate; give bytes",
        "--disk fast        | --disk: 'fast' is no rate",
        "--latency-us -1    | --latency-us is -1.0; give 0 or more",
        "--ranks-per-node -3 | --ranks-per-node is -3; give 1 to 100000",
        "--rank-bytes 1x    | '1x' is not a size"})
    void optionsThatAreWrong(final String options, final String text) {
        final String[] words = options.strip().split(" +", 2);
        assertOneLine(
            SampleFiles.report(samples.plain("sweep.json"), "-o", output, words[0], words[1]), 2, text.strip());
        assertOneLine(SampleFiles.report("-o", output), 2, "Missing required parameter: 'RESULTS'");
        assertOneLine(SampleFiles.report("r.json"), 2, "Missing required option: '--output=DIR'");
    }

    @Test
    void versionsAreNotMixedUnlessAskedForAndThenEveryRowHasItsOwn() throws IOException {
        final String now = samples.plain("compare.json");
        final String before = samples.changed(
            "compare.json", "before.json", run -> true, run -> run.put("version", "0.0.9"));
        assertOneLine(
            SampleFiles.report(now, before, "-o", output), 1,
            "results are of versions 0.1.0-SNAPSHOT and 0.0.9; measure them with one version, or give"
                + " --mixed-versions");
        final Said said = SampleFiles.report(now, before, "--mixed-versions", "-o", output);
        assertEquals(0, said.code(), said.err());
        final String page = page();
        assertTrue(page.contains("Versions are mixed: 0.1.0-SNAPSHOT, 0.0.9."), "said above all");
        assertTrue(page.contains(">migration, tcp [0.1.0-SNAPSHOT]<") && page.contains(">migration, tcp [0.0.9]<"));
        assertFalse(page.contains(">migration, tcp<"), "no row without its version");
        assertTrue(csv("fig4-phases").lines().filter(row -> row.contains(",total,") && row.startsWith("measured"))
            .allMatch(row -> row.endsWith(",3")), "three runs in each median, not six");
    }

    @Test
    void machinesMayBeMixedAndThenAreNamed() throws IOException {
        final String here = samples.plain("compare.json");
        final String there = samples.changed("compare.json", "there.json", run -> true, run -> run.put(
            "environment", Map.of(
            "cpu", "AMD EPYC 7763", "cores", 64, "kernel", "Linux 6.1", "jvm", "x", "device", "mlx5_0")));
        assertEquals(0, SampleFiles.report(here, there, "-o", output).code());
        final String page = page();
        assertTrue(page.contains("Different machines are mixed: machine A: Intel(R) Xeon(R)"), "said above all");
        assertTrue(page.contains("machine B: AMD EPYC 7763, 64 cores, Linux 6.1"));
        assertTrue(page.contains(">migration, tcp [machine A]<") && page.contains(">migration, tcp [machine B]<"));
        assertTrue(page.contains("mlx5_0"), "the table of machines");
    }

    @Test
    void runsOfAComparisonThatWasCutOffAreKeptAndMarked() throws IOException {
        final String file = samples.changed(
            "compare.json", "cut.json", run -> !run.get("round").equals(3), run -> {
                run.put("partial", true);
                run.put("partial_reason", "stopped by a signal");
            });
        final Said said = SampleFiles.report(file, "-o", output);
        assertEquals(0, said.code());
        assertEquals("rankferry: partial: " + file + ": stopped by a signal\n", said.err());
        final String page = page();
        assertTrue(page.contains("was cut off (stopped by a signal). Its runs are kept and marked"));
        assertTrue(page.contains(">migration, tcp (partial)<"), "in the figures");
        assertTrue(page.contains("stroke-dasharray=\"2\""), "with a dotted frame");
        assertTrue(page.contains(": 2 of 3 rounds"));
        assertTrue(csv("fig4-phases").lines().filter(row -> row.startsWith("measured"))
            .allMatch(row -> row.contains(",partial,") && row.endsWith(",2")));
    }

    @Test
    void configurationsOfABenchThatWasCutOffAreMarkedToo() throws IOException {
        final String file = samples.changed("sweep.json", "cut.json", run -> true, run -> {
            if (run.get("transport").equals("tcp")) {
                run.put("partial", true);
            }
        });
        assertEquals(0, SampleFiles.report(file, "-o", output).code());
        assertTrue(page().contains(">tcp (partial)<") && page().contains(">shm<"));
        assertTrue(csv("sweep").lines().filter(row -> row.contains(",tcp,"))
            .allMatch(row -> row.contains(",partial,")));
    }

    @Test
    void whatWasNotVerifiedIsLeftOutAndNamed() throws IOException {
        final String file = samples.changed("compare.json", "bad.json", run -> true, run -> {
            if (run.get("strategy").equals("migration") && run.get("round").equals(1)) {
                run.put("verify", "rank 3, stream 0, offset 4096: crc 1 instead of 2");
                run.put("phases_s", Map.of("stall", 1e6, "migrate", 1e6, "total", 2e6));
            }
            if (run.get("strategy").equals("migration-staged") && run.get("round").equals(2)) {
                run.put("outcome", "rolled_back");
            }
        });
        final Said said = SampleFiles.report(file, "-o", output);
        assertEquals(0, said.code());
        final List<String> lines = said.err().lines().toList();
        assertTrue(lines.stream().anyMatch(line -> line.equals("rankferry: left out: " + file
            + ": migration, LU.C.64, round 1: verify says: rank 3, stream 0, offset 4096: crc 1 instead of 2")),
            said.err());
        assertTrue(lines.stream().anyMatch(line -> line.endsWith(
            "migration-staged, LU.C.64, round 2: its outcome is rolled_back")), said.err());
        assertEquals(7, lines.size(), said.err());
        assertTrue(page().contains("7 results are left out of all figures"));
        assertTrue(page().contains("Results that are in no figure"));
        final String phases = csv("fig4-phases");
        assertTrue(phases.lines().filter(row -> row.startsWith("measured"))
            .allMatch(row -> row.endsWith(",2")), "two of three runs: " + phases);
        assertFalse(phases.contains("2000000"), "nothing of theirs is in a median or a spread");
    }

    @Test
    void nothingButWhatIsLeftOutIsAReportThatSaysSo() throws IOException {
        final String file = samples.changed(
            "sweep.json", "unchecked.json", run -> true, run -> run.put("verify", "not checked"));
        final Said said = SampleFiles.report(file, "-o", output);
        assertEquals(0, said.code());
        assertTrue(page().contains("No result takes part in any figure."));
    }
}
