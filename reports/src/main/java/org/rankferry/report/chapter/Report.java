package org.rankferry.report.chapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.rankferry.engine.observe.RankferryVersion;
import org.rankferry.report.model.Assumed;
import org.rankferry.report.model.ScalingModel;
import org.rankferry.report.page.Figure;
import org.rankferry.report.page.Page;
import org.rankferry.report.page.Section;
import org.rankferry.report.paper.Paper;
import org.rankferry.report.results.Results;

/** All figures in order, and what is said around them. Immutable. */
public final class Report {
    private final Results results;
    private final List<Section> sections;

    /** Of results, and what the model takes as given. */
    public Report(final Results results, final Assumed assumed) {
        this.results = results;
        final PhaseFigures phases = new PhaseFigures(results);
        final BenchFigures bench = new BenchFigures(results);
        sections = List.of(
            new Section(
                "The paper's figures", "Ours are of " + ours(results) + " Those of the paper (" + Paper.NAME + ")"
                    + " are of "
                    + Paper.SETTING + ". Seconds of the two are not to be compared; what strategies do in proportion"
                    + " is.",
                List.of(
                    new RatioFigure(results).figure(), phases.migration(), new ExecutionFigure(results).figure(),
                phases.densities(), phases.strategies(), new VolumeFigure(results).figure())),
            new Section("Beside other tools", "", List.of(phases.copies(), bench.peers())),
            new Section("The transfer alone", "", List.of(bench.sweep(), bench.latencies())),
            new Section(
                "How it grows", "", List.of(
                    new ControlFigure(results).figure(), new ModelFigure(results, assumed).figure())));
    }

    private static String ours(final Results results) {
        return results.machines().isEmpty() ? "nothing: no result takes part."
            : results.machines().size() == 1 ? results.machines().iterator().next() + ", all nodes on it."
            : results.machines().size() + " machines, named at the end, and each with all nodes on it.";
    }

    /** The page. */
    public Page page() {
        return new Page(
            new Opening(results).summary(), sections, new Page.Closing(new Provenance(results).tables(), reading()),
            "Made by rankferry report, version " + RankferryVersion.get() + ".");
    }

    private static List<String> reading() {
        return List.of(
            "Every number that was measured is a median, in brackets the least and the greatest of n runs. No run is"
                + " thrown"
                + " away, unless its images were not verified or its migration was rolled back: those are listed"
                + " below.",
            "Runs are put together only if strategy, transport, job, sizes, version and machine are the same.",
            "The parts of a bar are medians of phases, so they need not add up to the median of the total at its end.",
            "Hatched bars and lozenges are the numbers of the paper, as it gives them, on its machines. '"
                + Paper.ABSENT
                + "' stands where it may have a number that we do not have.",
            "A dotted frame and the word 'partial' mark runs of a comparison that was cut off.",
            "Dashed lines are a model and nothing that was measured.",
            "MB and GB are 10^6 and 10^9 bytes, MiB and GiB 2^20 and 2^30.");
    }

    private List<Figure> figures() {
        return sections.stream().flatMap(section -> section.figures().stream()).toList();
    }

    /** How many figures there is something to see in. */
    public long drawn() {
        return figures().stream().filter(Figure::isDrawn).count();
    }

    /** Titles of the others. */
    public List<String> missing() {
        return figures().stream().filter(figure -> !figure.isDrawn()).map(figure -> figure.text().title()).toList();
    }

    /** The model in short, a line each. */
    public List<String> modelLines() {
        final List<String> lines = new ArrayList<>();
        figures().stream().filter(figure -> figure.id().equals(ModelFigure.ID) && figure.isDrawn()).forEach(figure -> {
            lines.add("model, not measured:");
            ScalingModel.FORMULAS.forEach(formula -> lines.add("  " + formula));
            figure.tables().getLast().table().rows().stream().filter(row -> row.get(1).equals("total"))
                .forEach(row -> lines.add(String.format(
                    Locale.ROOT, "  %s: measured %s s, model %s s (%s)", row.get(0), row.get(2), row.get(3),
                    row.get(4))));
        });
        return lines;
    }
}
