package org.rankferry.report.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.report.SampleFiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The page as a browser lays it out. */
@Tag("slow")
class PageInBrowserTest {
    private static final String SKIPPED = "skipped: no chromium on the PATH; apt-get install chromium";
    private static final int FIGURES = 12;
    /** What is left of A4 within the margins of the style, in CSS pixels: 265 mm. */
    private static final double PAPER_HEIGHT = 265 / 25.4 * 96;
    private static final int PAPER_WIDTH = 680;

    /** Boxes of all figures, of what is drawn in them and of texts that leave their drawing or cover each other. */
    private static final String MEASURE = """
        (() => {
          const shown = e => e.getClientRects().length > 0;
          const box = e => { const r = e.getBoundingClientRect();
            return {left: r.left, right: r.right, top: r.top, bottom: r.bottom, height: r.height}; };
          const outside = [], covering = [];
          let smallest = 1000;
          const figures = [...document.querySelectorAll('figure')].map(f => {
            const svgs = [...f.querySelectorAll('svg')].filter(shown);
            for (const svg of svgs) {
              const s = box(svg), texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, box(t)]);
              for (const [i, [text, b]] of texts.entries()) {
                smallest = Math.min(smallest, b.height);
                if (b.left < s.left - 1 || b.right > s.right + 1 || b.top < s.top - 1 || b.bottom > s.bottom + 1)
                  outside.push(f.id + ': ' + text);
                for (const [other, o] of texts.slice(i + 1))
                  if (Math.min(b.right, o.right) - Math.max(b.left, o.left) > 1
                      && Math.min(b.bottom, o.bottom) - Math.max(b.top, o.top) > 4)
                    covering.push(f.id + ': ' + text + ' | ' + other);
              }
            }
            const whole = f.querySelector('.whole');
            return {id: f.id, drawings: svgs.length, box: box(f), whole: box(whole),
              breaks: getComputedStyle(whole).breakInside, heading: f.querySelector('figcaption h3').textContent,
              names: svgs.map(s => s.getAttribute('aria-labelledby').split(' ')
                .map(id => document.getElementById(id).textContent).join(' '))};
          });
          const root = document.documentElement;
          return {figures, outside, covering, smallest, scroll: root.scrollWidth, client: root.clientWidth,
            ground: getComputedStyle(document.body).backgroundColor, ink: getComputedStyle(document.body).color,
            bar: getComputedStyle(document.querySelector('rect.f-blue')).fill,
            loose: [...document.querySelectorAll('main *')].filter(e => shown(e) && !e.closest('.scroll')
              && !e.closest('svg') && box(e).right > root.clientWidth + 1).map(e => e.tagName + ' ' + e.className),
            heads: [...document.querySelectorAll('table')].every(t => t.querySelector('thead th[scope=col]')
              && document.getElementById(t.getAttribute('aria-labelledby')))};
        })()
        """;

    @TempDir(cleanup = CleanupMode.ALWAYS)
    private static Path place;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        final Optional<Path> program = Browser.find();
        if (program.isEmpty()) {
            System.out.println(SKIPPED);
        }
        Assumptions.assumeTrue(program.isPresent(), SKIPPED);
        final SampleFiles samples = new SampleFiles(place);
        final String[] arguments = {
            samples.plain("compare.json"), samples.plain("sweep.json"), samples.plain("control.json"), "-o",
            place.resolve("report").toString()};
        assertEquals(0, SampleFiles.report(arguments).code());
        final Path profile = Files.createDirectory(place.resolve("profile"));
        final String other = samples.changed("compare.json", "other.json", run -> !run.get("round").equals(3), run -> {
            run.put("partial", true);
            run.put("version", "0.0.9-of-a-long-name");
            run.put("environment", Map.of("cpu", "another", "cores", 64, "kernel", "Linux 6.1", "jvm", "x"));
        });
        assertEquals(0, SampleFiles.report(
            place.resolve("compare.json").toString(), place.resolve("sweep.json").toString(), other, "--mixed-versions",
            "-o", place.resolve("mixed").toString()).code());
        browser = new Browser(program.get(), profile);
    }

    private static void open(final String report) throws IOException {
        browser.open(place.resolve(report).resolve("index.html"));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "320, light, narrow", "360, dark, narrow", "600, light, narrow", "680, light, wide", "800, dark, wide",
        "1400, light, wide"})
    void everyFigureIsSeenAndNothingOverflows(final int width, final String scheme, final String drawing)
        throws IOException {

        open("report");
        browser.show(width, "screen", scheme);
        final Map<?, ?> seen = (Map<?, ?>) browser.evaluate(MEASURE);
        assertEquals(seen.get("client"), seen.get("scroll"), "nothing makes the page scroll sideways");
        assertEquals(List.of(), seen.get("loose"), "nothing but tables may be wider than the window");
        assertEquals(true, seen.get("heads"));
        check(seen, FIGURES, drawing.equals("narrow") ? 11 : 9);
        for (final Object one : (List<?>) seen.get("figures")) {
            final Map<?, ?> figure = (Map<?, ?>) one;
            assertTrue(number(figure, "box", "left") >= 0 && number(figure, "box", "right") <= width, figure::toString);
        }
    }

    private static void check(final Map<?, ?> seen, final int drawn, final double leastText) {
        final List<?> figures = (List<?>) seen.get("figures");
        assertEquals(FIGURES, figures.size());
        assertEquals(drawn, figures.stream().filter(one -> ((Map<?, ?>) one).get("drawings").equals(1)).count());
        for (final Object one : figures) {
            final Map<?, ?> figure = (Map<?, ?>) one;
            if (figure.get("drawings").equals(0) && drawn < FIGURES) {
                continue; // said to be missing
            }
            assertEquals(1, figure.get("drawings"), () -> figure.get("id") + " is drawn once");
            assertTrue(number(figure, "whole", "height") > 150, figure::toString);
            assertFalse(figure.get("heading").toString().isBlank());
            assertTrue(((List<?>) figure.get("names")).getFirst().toString().length() > 60, "there is a description");
        }
        assertEquals(List.of(), seen.get("outside"), "texts within their drawings");
        assertEquals(List.of(), seen.get("covering"), "texts that cover each other");
        final double smallest = ((Number) seen.get("smallest")).doubleValue();
        assertTrue(smallest >= leastText, () -> "texts can be read: " + smallest);
    }

    @Test
    void noFigureIsCutByTheEndOfASheet() throws IOException {
        open("report");
        browser.show(PAPER_WIDTH, "print", "light");
        final Map<?, ?> seen = (Map<?, ?>) browser.evaluate(MEASURE);
        check(seen, FIGURES, 9);
        for (final Object one : (List<?>) seen.get("figures")) {
            final Map<?, ?> figure = (Map<?, ?>) one;
            assertEquals("avoid", figure.get("breaks"), figure::toString);
            assertTrue(number(figure, "whole", "height") < PAPER_HEIGHT, figure::toString);
        }
        assertEquals(seen.get("client"), seen.get("scroll"), "nothing is wider than the sheet");
    }

    @Test
    void coloursFollowWhatTheReaderPrefersButNotOnPaper() throws IOException {
        open("report");
        browser.show(800, "screen", "light");
        final Map<?, ?> light = (Map<?, ?>) browser.evaluate(MEASURE);
        browser.show(800, "screen", "dark");
        final Map<?, ?> dark = (Map<?, ?>) browser.evaluate(MEASURE);
        browser.show(PAPER_WIDTH, "print", "dark");
        final Map<?, ?> paper = (Map<?, ?>) browser.evaluate(MEASURE);
        assertEquals("rgb(255, 255, 255)", light.get("ground"));
        assertEquals("rgb(21, 24, 28)", dark.get("ground"));
        assertEquals("rgb(0, 103, 165)", light.get("bar"));
        assertEquals("rgb(88, 169, 224)", dark.get("bar"));
        for (final String what : List.of("ground", "ink", "bar")) {
            assertEquals(light.get(what), paper.get(what), what);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 800, 1400})
    void longNamesFitToo(final int width) throws IOException {
        open("mixed");
        browser.show(width, "screen", "light");
        final Map<?, ?> seen = (Map<?, ?>) browser.evaluate(MEASURE);
        check(seen, FIGURES - 2, 9);
        assertEquals(seen.get("client"), seen.get("scroll"), "nothing makes the page scroll sideways");
    }

    @Test
    void nothingButThePageItselfIsAskedFor() throws IOException {
        final int before = browser.requests().size();
        open("report");
        browser.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)");
        final List<String> requests = browser.requests();
        assertEquals(
            List.of(place.resolve("report/index.html").toUri().toString()), requests.subList(before, requests.size()));
    }

    private static double number(final Map<?, ?> figure, final String box, final String key) {
        return ((Number) ((Map<?, ?>) figure.get(box)).get(key)).doubleValue();
    }
}
