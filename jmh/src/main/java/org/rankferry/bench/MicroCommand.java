package org.rankferry.bench;

import java.util.concurrent.Callable;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.rankferry.bench.micro.LeaseCycle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rankferry bench micro}: the JMH benchmarks, each in a JVM of its own, with what it allocates. */
@Command(
    name = "micro", hidden = true, mixinStandardHelpOptions = true,
    description = "Runs the microbenchmarks of what every chunk passes through, with JMH's gc profiler.")
final class MicroCommand implements Callable<Integer> {
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

    @Option(names = "--json", paramLabel = "FILE", description = "Write JMH's own result to FILE.")
    private String json;

    @Override
    public Integer call() throws RunnerException {
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
        if (json != null) {
            options.result(json).resultFormat(ResultFormatType.JSON);
        }
        new Runner(options.build()).run();
        return 0;
    }
}
