package org.rankferry.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.rankferry.engine.api.TargetOptions.Placing;
import org.rankferry.engine.observe.ResultJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rankferry bench}. */
@Command(name = "bench", description = "Measures transfers.", subcommands = MicroCommand.class)
final class BenchCommand implements Callable<Integer> {
    @Option(names = "--transport", split = ",", defaultValue = "shm")
    private List<String> transports;
    @Option(names = "--ranks", split = ",", defaultValue = "8")
    private List<Integer> ranks;
    @Option(names = "--image-bytes", defaultValue = "21300000")
    private long imageBytes;
    @Option(names = "--chunk", split = ",", defaultValue = "1048576")
    private List<Integer> chunks;
    @Option(names = "--pool", defaultValue = "10485760")
    private long poolBytes;
    @Option(names = "--depth", split = ",", defaultValue = "16")
    private List<Integer> depths;
    @Option(names = "--iterations", defaultValue = "10")
    private int iterations;
    @Option(names = "--warmup", defaultValue = "5")
    private int warmup;
    @Option(names = "--store", defaultValue = "memory")
    private String store;
    @Option(names = "--dir")
    private Path directory;
    @Option(names = "--placement", defaultValue = "direct")
    private Placing placement;
    @Option(names = "--no-crc")
    private boolean noCrc;
    @Option(names = "--no-check")
    private boolean noCheck;
    @Option(names = "--no-baseline")
    private boolean noBaseline;
    @Option(names = "--seed", defaultValue = "1")
    private long seed;
    @Option(names = "--json")
    private String json;

    @Override
    public Integer call() throws Exception {
        final List<ResultJson> results = new ArrayList<>();
        final BenchPlan plan = new BenchPlan(iterations, warmup, !noCheck, !noBaseline, seed, directory,
            Path.of(System.getProperty("rankferry.native", "blcr-adapter/target/native/bin")));
        System.out.println(BenchResult.COLUMNS);
        boolean ok = true;
        for (final String t : transports) {
            for (final int r : ranks) {
                for (final int c : chunks) {
                    for (final int d : depths) {
                        final BenchResult result = new BenchRun(
                            new BenchCase(t, r, imageBytes, c, poolBytes, d, store, placement, !noCrc), plan).run();
                        System.out.println(result.line());
                        result.baselines().keySet().forEach(b -> System.out.println(result.ratioLine(b)));
                        System.out.println(result.allocationLine());
                        results.add(result.toJson());
                        ok &= result.ok();
                    }
                }
            }
        }
        if (json != null) {
            if (results.size() == 1) {
                results.getFirst().write(json, System.out);
            } else {
                ResultJson.writeAll(results, json, System.out);
            }
        }
        return ok ? 0 : 1;
    }

    public static void main(final String[] args) {
        System.exit(new picocli.CommandLine(new BenchCommand()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
    }
}
