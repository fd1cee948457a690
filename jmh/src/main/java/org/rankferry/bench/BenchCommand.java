package org.rankferry.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.cli.ClosingStack;
import org.rankferry.engine.cli.JsonFlag;
import org.rankferry.engine.observe.Environment;
import org.rankferry.engine.observe.ResultJson;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rankferry bench}. */
@Command(
    name = "bench", subcommands = MicroCommand.class,
    description = {
        "Measures transfers on this machine, and what bounds them.",
        "",
        "Both agents run in this process, the source and the target each on a thread of its own; the ranks are C"
            + " processes that have their images ready in their own memory. A time goes from asking the ranks for their"
            + " images to the commit at the target, checksums included. Between the image sets plain C programs move as"
            + " many bytes, at most 1 GiB, and check nothing: memcpy and socket (tcp, rdma) into memory that was"
            + " touched before, vmread (shm), process_vm_readv into memory that was not. After each change of turns"
            + " both move the bytes once before they are measured. With rdma, perftest's ib_read_bw runs for 2 s on"
            + " the same device, with READs of a chunk's size and as many in flight.",
        "",
        "Lists (--chunk 64k,256k,1M) for --transport, --ranks, --chunk and --depth measure every combination."},
    footer = {
        "", "Examples:", "  rankferry bench",
        "  rankferry bench --transport shm,tcp --chunk 64k,256k,1M --json sweep.json",
        "  rankferry bench --transport rdma --chunk 64k,1M --depth 1,16 --pool 32M --no-crc",
        "  rankferry bench --ranks 64 --image-bytes 4M --chunk 64k --pool 8M --no-baseline"})
final class BenchCommand implements Callable<Integer> {
    @Mixin
    private JsonFlag json;

    @Mixin
    private BenchFlags flags;

    @Override
    public Integer call() {
        final List<BenchCase> cases = flags.cases();
        final BenchPlan plan = flags.plan();
        cases.stream().map(BenchCase::transport).distinct().forEach(name -> BenchScene.checkTransport(name, plan));
        final List<ResultJson> results = new ArrayList<>();
        head(cases.getFirst(), plan);
        String fault = null;
        for (final BenchCase spec : cases) {
            try (ClosingStack closing = new ClosingStack()) {
                final BenchResult result = new BenchRun(spec, plan, closing).run();
                print(result);
                results.add(result.toJson());
                fault = fault == null && !result.ok() ? result.verify() : fault;
            }
        }
        if (cases.size() == 1) {
            json.write(results.getFirst());
        } else {
            json.write(results);
        }
        if (fault != null) {
            throw new TransferException("verify: " + fault);
        }
        return CommandLine.ExitCode.OK;
    }

    private void head(final BenchCase spec, final BenchPlan plan) {
        final PrintWriter text = json.text();
        final Environment here = Environment.read();
        text.println("# " + here.cpu() + ", " + here.cores() + " cores, " + here.kernel() + ", " + here.jvm());
        text.println(String.format(
            Locale.ROOT, "# image %d bytes, pool %d, store %s, placement %s, crc %s, content %s, warm-up %d, seed %d",
            spec.imageBytes(), spec.poolBytes(), spec.store(), spec.placement().name().toLowerCase(Locale.ROOT),
            spec.crc() ? "on" : "off", plan.content().words(), plan.warmup(), plan.seed()));
        text.println(BenchResult.COLUMNS);
        text.flush();
    }

    private void print(final BenchResult result) {
        final PrintWriter text = json.text();
        text.println(result.line());
        result.details().forEach(line -> text.println("  " + line));
        text.flush();
    }
}
