package org.rankferry.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.rankferry.bench.micro.LeaseCycle;
import org.rankferry.bench.score.MicroRun;
import org.rankferry.bench.score.MicroScore;
import org.rankferry.bench.score.MicroTable;
import org.rankferry.engine.observe.Environment;
import org.rankferry.engine.observe.RankferryVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rankferry bench micro}: the JMH benchmarks, each in a JVM of its own, with what it allocates. */
@Command(
    name = "micro", mixinStandardHelpOptions = true,
    description = {
        "Runs the microbenchmarks of what every chunk passes through, with JMH's gc profiler, and compares them with"
            + " a run that was kept.",
        "",
        "A row is marked when both 99.9 % intervals lie apart, or an operation allocates something else."},
    footer = {
        "", "Examples:", "  rankferry bench micro --against jmh/results/epyc-2-cores.json",
        "  rankferry bench micro LeaseCycle --forks 3 --json lease.json",
        "  rankferry bench micro --scores lease.json --against jmh/results/epyc-2-cores.json"})
final class MicroCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
        paramLabel = "REGEX", arity = "0..1", defaultValue = ".*",
        description = "Those whose name matches, for example LeaseCycle (default: all).")
    private String regex;

    @Option(
        names = "--forks", paramLabel = "N", defaultValue = "1", description = "JVMs each (default: ${DEFAULT-VALUE}).")
    private int forks;

    @Option(
        names = "--seconds", paramLabel = "N", defaultValue = "1",
        description = "Of each of 3 warm-up and 5 measured iterations (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Keep what is compared in FILE.")
    private Path json;

    @Option(names = "--raw", paramLabel = "FILE", description = "Write JMH's own result to FILE, as JSON.")
    private String raw;

    @Option(
        names = "--against", paramLabel = "FILE", description = "Compare with the scores that --json has kept there.")
    private Path against;

    @Option(
        names = "--scores", paramLabel = "FILE",
        description = "Run nothing: compare what --json has kept in this file.")
    private Path scores;

    @Override
    public Integer call() throws RunnerException {
        if (forks < 1 || seconds < 1) {
            throw usage("--forks is " + forks + " and --seconds is " + seconds + "; give 1 or more of each");
        }
        if (scores != null && against == null) {
            throw usage("--scores FILE takes --against FILE, to compare with");
        }
        final MicroRun before = against == null ? null : MicroRun.read(against);
        final MicroRun now = scores == null ? run() : MicroRun.read(scores);
        if (json != null) {
            now.write(json);
        }
        if (before != null) {
            final PrintWriter out = spec.commandLine().getOut();
            new MicroTable(before, now).lines().forEach(out::println);
            out.flush();
        }
        return CommandLine.ExitCode.OK;
    }

    private MicroRun run() throws RunnerException {
        final ChainedOptionsBuilder options = new OptionsBuilder()
            .include(LeaseCycle.class.getPackageName() + "\\..*(" + regex + ").*")
            .addProfiler(GCProfiler.class)
            .forks(forks)
            .warmupIterations(3).warmupTime(TimeValue.seconds(seconds))
            .measurementIterations(5).measurementTime(TimeValue.seconds(seconds))
            .shouldFailOnError(true)
            // A launcher's manifest does not reach a JVM that JMH starts.
            .jvmArgs(
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-Xmx256m", "-XX:+UseSerialGC");
        if (raw != null) {
            options.result(raw).resultFormat(ResultFormatType.JSON);
        }
        final Collection<RunResult> results = new Runner(options.build()).run();
        return new MicroRun(
            RankferryVersion.get(), Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), environment(), forks,
            seconds, results.stream().map(MicroScore::of).toList());
    }

    private static Map<String, String> environment() {
        final Environment here = Environment.read();
        final Map<String, String> map = new LinkedHashMap<>();
        map.put("cpu", here.cpu());
        map.put("cores", Integer.toString(here.cores()));
        map.put("kernel", here.kernel());
        map.put("jvm", here.jvm());
        return map;
    }

    private ParameterException usage(final String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
