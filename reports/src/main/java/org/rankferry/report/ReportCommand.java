package org.rankferry.report;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

import org.rankferry.engine.cli.ByteSize;
import org.rankferry.engine.cli.CommandFailure;
import org.rankferry.report.chapter.Report;
import org.rankferry.report.model.Assumed;
import org.rankferry.report.model.Rate;
import org.rankferry.report.page.Page;
import org.rankferry.report.page.ReportFiles;
import org.rankferry.report.results.ResultReader;
import org.rankferry.report.results.Results;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rankferry report}. */
@Command(
    name = "report",
    description = {
        "Makes a page with figures of what was measured.",
        "",
        "Reads the JSON that 'rankferry compare', 'rankferry bench' and 'rankferry bench-control' write, and makes"
            + " DIR/index.html, which needs nothing else, and DIR/figures with each figure as SVG, PNG and CSV. The"
            + " figures of the 2010 paper are made beside the paper's own numbers. What the files do not hold is"
            + " said to"
            + " be missing. Runs whose images were not verified are left out, and named. Runs of a comparison that was"
            + " cut off are kept, and marked.",
        "",
        "The model of larger jobs takes its constants from the results; the options below are what it can't know."},
    footer = {
        "", "Examples:", "  rankferry report compare.json --output report",
        "  rankferry report compare.json sweep.json control.json --output report",
        "  rankferry report old.json new.json --mixed-versions --output report",
        "  rankferry report compare.json sweep.json control.json --link 200G --pfs 2T --ranks-per-node 64 --output"
            + " report"})
final class ReportCommand implements Callable<Integer> {
    private static final int MOST_RANKS_PER_NODE = 100_000;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RESULTS", arity = "1..*", description = "Files of results.")
    private List<Path> results;

    @Option(
        names = {"--output", "-o"}, required = true, paramLabel = "DIR",
        description = "Where the report goes; made if need be. An earlier report there is written over.")
    private Path output;

    @Option(
        names = "--mixed-versions",
        description = "Put results of different versions into one report, each with its version beside it.")
    private boolean mixedVersions;

    @Option(
        names = "--link", split = ",", paramLabel = "RATE", defaultValue = "100G,200G,400G",
        description = "Model: links of a node, bits a second (default: ${DEFAULT-VALUE}).")
    private List<String> links;

    @Option(
        names = "--disk", paramLabel = "RATE",
        description = "Model: local disk of a node, bytes a second, for example 2G (default: as cr-local measured, else"
            + " 2G).")
    private String disk;

    @Option(
        names = "--pfs", split = ",", paramLabel = "RATE", defaultValue = "100G,1T",
        description = "Model: parallel file systems, all servers together, bytes a second (default: ${DEFAULT-VALUE}).")
    private List<String> pfs;

    @Option(
        names = "--ranks-per-node", paramLabel = "N", defaultValue = "0",
        description = "Model: ranks on a node (default: as measured).")
    private int ranksPerNode;

    @Option(
        names = "--rank-bytes", paramLabel = "SIZE", defaultValue = "0", converter = ByteSize.class,
        description = "Model: image of a rank (default: as measured).")
    private long rankBytes;

    @Option(
        names = "--latency-us", paramLabel = "US", defaultValue = "50",
        description = "Model: an event from one node to another, microseconds (default: ${DEFAULT-VALUE}).")
    private double latencyUs;

    @Override
    public Integer call() {
        final Assumed assumed = assumed();
        final Results read = ResultReader.read(results);
        if (read.versions().size() > 1 && !mixedVersions) {
            throw new CommandFailure(
                "results are of versions " + String.join(" and ", read.versions())
                    + "; measure them with one version, or give --mixed-versions to have every row marked", null);
        }
        final Report report = new Report(read, assumed);
        final Page page = report.page();
        final ReportFiles files = new ReportFiles(output);
        files.write(page);
        say(read, report, files);
        return CommandLine.ExitCode.OK;
    }

    private void say(final Results read, final Report report, final ReportFiles files) {
        final PrintWriter out = spec.commandLine().getOut();
        final PrintWriter err = spec.commandLine().getErr();
        out.println(output.resolve("index.html") + ": " + report.drawn() + " figures of " + read.origins().size()
            + (read.origins().size() == 1 ? " result" : " results"));
        report.missing().forEach(title -> out.println("missing: " + title));
        report.modelLines().forEach(out::println);
        out.flush();
        read.excluded().forEach(one -> err.println(
            "rankferry: left out: " + one.origin().file() + ": " + one.what() + ": " + one.why()));
        read.partial().forEach(one -> err.println(
            "rankferry: partial: " + one.file() + (one.why().isEmpty() ? "" : ": " + one.why())));
        if (!files.withoutPng().isEmpty()) {
            err.println("rankferry: no PNG files: " + files.withoutPng());
        }
        err.flush();
    }

    private Assumed assumed() {
        if (ranksPerNode < 0 || ranksPerNode > MOST_RANKS_PER_NODE) {
            throw usage("--ranks-per-node is " + ranksPerNode + "; give 1 to " + MOST_RANKS_PER_NODE);
        }
        if (!(latencyUs >= 0) || Double.isInfinite(latencyUs)) {
            throw usage("--latency-us is " + latencyUs + "; give 0 or more");
        }
        return new Assumed(
            rates("--link", links, Rate::ofBits),
            disk == null ? null : rates("--disk", List.of(disk), Rate::ofBytes).getFirst(),
            rates("--pfs", pfs, Rate::ofBytes), ranksPerNode, rankBytes, latencyUs);
    }

    private List<Rate> rates(final String option, final List<String> texts, final Function<String, Rate> reader) {
        try {
            return texts.stream().map(reader).toList();
        } catch (final IllegalArgumentException e) {
            throw usage(option + ": " + e.getMessage());
        }
    }

    private ParameterException usage(final String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
