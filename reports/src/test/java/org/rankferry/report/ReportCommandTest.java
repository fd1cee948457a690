package org.rankferry.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.bench.measure.Samples;
import org.rankferry.report.SampleFiles.Said;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a report has of its results. */
class ReportCommandTest {
    private static final List<String> FIGURES = List.of(
        "ratios", "fig4-phases", "fig5-execution", "fig6-ranks-per-node", "fig7-strategies", "table1-volume", "copies",
        "peers", "sweep", "latency", "control-plane", "model");

    @TempDir
    private Path place;
    private SampleFiles samples;
    private Path output;

    @BeforeEach
    void prepare() {
        samples = new SampleFiles(place);
        output = place.resolve("report");
    }

    private String page() throws IOException {
        return Files.readString(output.resolve("index.html"));
    }

    private String csv(final String figure) throws IOException {
        return Files.readString(output.resolve("figures/" + figure + ".csv"));
    }

    private Said make(final String... files) {
        return SampleFiles.report(Stream.concat(Stream.of(files), Stream.of("--output", output.toString()))
            .toArray(String[]::new));
    }

    private Said makeWhole() {
        final Said said = make(SampleFiles.ALL.stream().map(samples::plain).toArray(String[]::new));
        assertEquals(0, said.code(), said.err());
        return said;
    }

    @Test
    void everyFigureIsThereInEveryFormAndNothingElse() throws Exception {
        final Said said = makeWhole();
        assertEquals("", said.err());
        assertTrue(said.out().contains(FIGURES.size() + " figures of 75 results"), said.out());
        assertFalse(said.out().contains("missing:"), said.out());
        final String page = page();
        for (final String figure : FIGURES) {
            assertTrue(page.contains("<figure id=\"" + figure + "\">"), figure);
            final Path svg = output.resolve("figures/" + figure + ".svg");
            final var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile());
            assertEquals("svg", document.getDocumentElement().getTagName());
            assertFalse(document.getElementsByTagName("desc").item(0).getTextContent().isEmpty(), figure);
            final var png = ImageIO.read(output.resolve("figures/" + figure + ".png").toFile());
            assertTrue(png.getWidth() > 1200 && png.getHeight() > 300, figure + " " + png.getWidth());
            assertTrue(csv(figure).startsWith("source,preset,strategy,"), figure);
        }
        try (Stream<Path> files = Files.list(output.resolve("figures"))) {
            assertEquals(3L * FIGURES.size(), files.count());
        }
        assertFalse(page.matches("(?s).*(src|href)=\"(https?:)?//.*"), "nothing is fetched");
        assertFalse(page.contains("<script"), "it needs no script");
        assertFalse(page.contains("@import") || page.contains("url("), "nor styles from elsewhere");
    }

    @Test
    void medianAndSpreadAreThoseOfTheRuns() throws IOException {
        makeWhole();
        final Samples totals = Samples.of(SampleFiles.results("compare.json").stream()
            .filter(run -> run.get("strategy").equals("cr-pfs") && run.get("preset").equals("BT.C.64"))
            .map(run -> ((Number) ((Map<?, ?>) run.get("phases_s")).get("total")).doubleValue()).toList());
        final String row = csv("fig7-strategies").lines()
            .filter(line -> line.contains("BT.C.64,cr-pfs") && line.startsWith("measured") && line.contains(",total,"))
            .findFirst().orElseThrow();
        final String before = ",total,s,";
        final List<Double> numbers = Stream.of(row.substring(row.indexOf(before) + before.length()).split(",", -1))
            .map(Double::valueOf).toList();
        assertEquals(totals.median(), numbers.get(0), 1e-4);
        assertEquals(totals.min(), numbers.get(1), 1e-4);
        assertEquals(totals.max(), numbers.get(2), 1e-4);
        assertEquals(3, numbers.get(3));
    }

    @Test
    void thePapersNumbersStandBesideAndWhatIsNotKnownIsSaid() throws IOException {
        makeWhole();
        final String strategies = csv("fig7-strategies");
        assertTrue(strategies.contains("CLUSTER 2010,LU.C.64,cr-pfs,,,,,,,,,total,s,28.3,,,"), strategies);
        assertTrue(strategies.contains("CLUSTER 2010,BT.C.64,cr-local,,,,,,,,,restart,s,9.1,,,"), strategies);
        assertTrue(strategies.contains("CLUSTER 2010,SP.C.64,cr-local,,,,,,,,,checkpoint,s,not in the source we have"),
            strategies);
        assertTrue(csv("table1-volume").contains("CLUSTER 2010,SP.C.64,cr,,,,,,,,,moved,MB,2425.6,,,"));
        assertTrue(csv("fig5-execution").contains(",BT.C.64,disturbed,,,,,,,,,added by one migration,percent,6.7,,,"));
        assertTrue(csv("fig6-ranks-per-node").contains("not in the source we have"));
        assertTrue(csv("ratios").contains(",ratio,4.49,,,"), csv("ratios"));
        assertTrue(page().contains("DDR InfiniBand"));
    }

    @Test
    void ratiosAreOfRunsOfTheSameRound() throws IOException {
        // the machine was slow in round 2: both strategies took ten times as long, and the ratio is what it was
        final String file = samples.changed(
            "compare.json", "slow.json", run -> run.get("preset").equals("LU.C.64")
            && List.of("migration", "cr-local").contains(run.get("strategy")) && run.get("ranks_per_node").equals(8),
            run -> {
                final double factor = run.get("round").equals(2) ? 10 : 1;
                run.put("phases_s", run.get("strategy").equals("migration")
                    ? Map.of("stall", factor, "migrate", factor, "total", 2 * factor)
                    : Map.of("stall", factor, "checkpoint", 2 * factor, "restart", 3 * factor, "total", 6 * factor));
            });
        assertEquals(0, make(file).code());
        final String ratios = csv("ratios");
        assertTrue(ratios.contains("\"C/R, local, ext4 / migration by tcp\",ratio,3,3,3,3"), ratios);
        assertTrue(
            ratios.contains("\"C/R, local, ext4, without restart / migration by tcp\",ratio,1.5,1.5,1.5,3"), ratios);
    }

    @Test
    void whatIsMissingIsSaidInItsPlace() throws IOException {
        final Said said = make(samples.changed(
            "compare.json", "one.json", run -> run.get("strategy").equals("migration")
            && run.get("preset").equals("SP.C.64"), run -> { }));
        assertEquals(0, said.code(), said.err());
        for (final String title : List.of("Fig. 5", "Fig. 6", "Copy tools", "Latency", "The control plane", "A"
            + " model")) {
            assertTrue(said.out().contains("missing: " + title), said.out());
        }
        final String page = page();
        assertTrue(page.contains("rankferry bench-control --json control.json"), "and how to get it");
        assertTrue(page.contains("LU.C.64</text>") && page.contains("not in these results"), "jobs that were not run");
        assertFalse(Files.exists(output.resolve("figures/fig5-execution.svg")));
    }

    @Test
    void olderFilesWithFewerKeysAreRead() {
        final String file = samples.changed("compare.json", "old.json", run -> true, run -> {
            run.keySet().retainAll(List.of(
                "tool", "version", "command", "transport", "strategy", "verify", "phases_s"));
            run.put("a_key_of_the_future", List.of(Map.of("x", 1)));
        });
        final Said said = make(file);
        assertEquals(0, said.code(), said.err());
        assertTrue(said.out().contains("missing: A model"), said.out());
    }

    @Test
    void theModelSaysWhatItIsAndHowFarItIsOff() throws IOException {
        final Said said = makeWhole();
        assertTrue(said.out().contains("model, not measured:\n  C(N) = m(N) + a(N) + 2 × 5 L"), said.out());
        assertTrue(said.out().matches("(?s).*LU.C.64, 8 nodes, 8 ranks moved: measured 0.696 s, model .* s .*%\\).*"),
            said.out());
        assertTrue(csv("model").lines().skip(1).allMatch(row -> row.startsWith("model,") && row.contains("projected")));
        assertTrue(page().contains("total, 1000000 ranks") && page().contains("Error of the model"));
    }

    @Test
    void noiseOfTheMachineIsToldOnceForAllThatItConcerns() throws IOException {
        makeWhole();
        assertTrue(page().contains(
            "The machine was not quiet: other programs used 0.4 of 2 cores (shm, 64 KiB; tcp, 64 KiB)."));
    }

    @Test
    void helpHasExamples() {
        final Said help = SampleFiles.report("--help");
        assertEquals(0, help.code());
        assertTrue(help.out().contains("Examples:\n  rankferry report "), help.out());
        assertTrue(help.out().contains("--debug"), help.out());
    }
}
