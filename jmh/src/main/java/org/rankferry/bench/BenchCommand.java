package org.rankferry.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import org.rankferry.bench.remote.BenchServer;
import org.rankferry.bench.remote.RemoteBench;
import org.rankferry.bench.scene.BenchCase;
import org.rankferry.bench.scene.LocalTarget;
import org.rankferry.bench.scene.Scratch;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.cli.ClosingStack;
import org.rankferry.engine.cli.JsonFlag;
import org.rankferry.engine.observe.Environment;
import org.rankferry.engine.observe.ResultJson;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rankferry bench}. */
@Command(
    name = "bench", subcommands = MicroCommand.class,
    description = {
        "Measures transfers on this machine or between two, and what bounds them.",
        "",
        "The source and the target are each on a thread of its own, in this process or, with --listen on one host and"
            + " --connect on the other, in two; the ranks are C processes that have their images ready in their own"
            + " memory. A time goes from asking the ranks for their images to the commit at the target, checksums"
            + " included. Between the image sets plain C programs move as many bytes, at most 1 GiB, and check"
            + " nothing: memcpy and socket (tcp, rdma) into memory that was touched before, vmread (shm),"
            + " process_vm_readv into memory that was not. After each change of turns both move the bytes once before"
            + " they are measured. With rdma, perftest's ib_read_bw runs for 2 s on the same device, with READs of a"
            + " chunk's size and as many in flight.",
        "",
        "Lists (--chunk 64k,256k,1M) for --transport, --ranks, --image-bytes, --chunk, --pool, --depth and"
            + " --queue-pairs measure every combination, all in turn round by round, so that a machine that drifts"
            + " changes all of them.",
        "",
        "With --peers rsync -W (to a daemon on loopback), tar | nc (over loopback) and cp copy the same bytes, from"
            + " files in /dev/shm into new files there, and each copy is compared byte for byte outside of its time.",
        "",
        "'noisy:' is said, and why, when the machine did something else meanwhile: then measure again."},
    footer = {
        "", "Examples:", "  rankferry bench",
        "  rankferry bench --transport shm,tcp --chunk 64k,256k,1M --json sweep.json --csv sweep.csv",
        "  rankferry bench --duration 30 --peers",
        "  rankferry bench --transport rdma --chunk 64k,1M --depth 1,16 --queue-pairs 1,2 --pool 32M --no-crc",
        "  rankferry bench --ranks 64 --image-bytes 4M --chunk 64k --pool 8M --no-baseline",
        "  rankferry bench --listen 10.0.0.2:18517 --secret-file secret",
        "  rankferry bench --connect 10.0.0.2:18517 --secret-file secret --transport tcp --pool 10M,40M"})
final class BenchCommand implements Callable<Integer> {
    @Mixin
    private JsonFlag json;

    @Mixin
    private BenchFlags flags;

    @Mixin
    private RemoteFlags remote;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write a row for each configuration to FILE.")
    private Path csv;

    @Override
    public Integer call() {
        if (remote.isServer()) {
            serve();
            return CommandLine.ExitCode.OK;
        }
        final List<BenchCase> cases = flags.cases();
        try (ClosingStack closing = new ClosingStack()) {
            final RemoteBench server =
                remote.isClient() ? closing.open(() -> new RemoteBench(remote.server(), remote.secret())) : null;
            final Scratch scratch = closing.open(Scratch::new);
            final BenchPlan plan = flags.plan(scratch, server == null ? scratch.secret() : remote.secret(),
                server != null);
            cases.stream().map(BenchCase::transport).distinct()
                .forEach(name -> LocalTarget.checkTransport(name, plan.source().rdma()));
            head(cases.getFirst(), plan);
            measure(closing.open(() -> new BenchSuite(cases, plan, server, flags.directory(), this::say)));
        }
        return CommandLine.ExitCode.OK;
    }

    private void serve() {
        try (ClosingStack closing = new ClosingStack()) {
            closing.open(() -> new BenchServer(remote.options(flags.rdma(), flags.directory()), this::say)).run();
        }
    }

    private void measure(final BenchSuite suite) {
        try {
            suite.run();
        } catch (final RuntimeException e) {
            tellCut(suite, e);
            throw e;
        }
        tell(suite.results(), null);
        suite.results().stream().map(BenchSuite.Measured::result).filter(result -> !result.ok()).findFirst()
            .ifPresent(result -> {
                throw new TransferException("verify: " + result.verify());
            });
    }

    /** What there is until then; the failure stays what it was when that can't be written. */
    private void tellCut(final BenchSuite suite, final RuntimeException why) {
        try {
            tell(suite.results(), why.getMessage() == null ? why.toString() : why.getMessage());
        } catch (final RuntimeException e) {
            why.addSuppressed(e);
        }
    }

    /** Prints and writes what there is, which is not all when the run was cut off. */
    private void tell(final List<BenchSuite.Measured> measured, final String cut) {
        if (measured.isEmpty()) {
            return;
        }
        say(BenchText.COLUMNS);
        for (final BenchSuite.Measured each : measured) {
            final BenchText text = new BenchText(each.result());
            say(text.line());
            text.details().forEach(line -> say("  " + line));
            each.noise().stream().flatMap(noise -> noise.findings().stream())
                .forEach(finding -> say("  noisy: " + finding));
        }
        final List<ResultJson> results = measured.stream().map(each -> each.toJson(cut)).toList();
        if (results.size() == 1) {
            json.write(results.getFirst());
        } else {
            json.write(results);
        }
        if (csv != null) {
            BenchCsv.write(csv, results);
        }
    }

    private void head(final BenchCase spec, final BenchPlan plan) {
        final Environment here = Environment.read();
        say("# " + here.cpu() + ", " + here.cores() + " cores, " + here.kernel() + ", " + here.jvm());
        say(String.format(
            Locale.ROOT, "# store %s, placement %s, crc %s, content %s, warm-up %d, seed %d", spec.store(),
            spec.placement().name().toLowerCase(Locale.ROOT), spec.crc() ? "on" : "off", plan.content().words(),
            plan.warmup(), plan.source().seed()));
    }

    private void say(final String line) {
        final PrintWriter text = json.text();
        text.println(line);
        text.flush();
    }
}
