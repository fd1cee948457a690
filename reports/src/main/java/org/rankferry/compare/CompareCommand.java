package org.rankferry.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.cli.ClosingStack;
import org.rankferry.engine.cli.JsonFlag;
import org.rankferry.engine.cli.Main;
import org.rankferry.engine.demo.SelfCommand;
import org.rankferry.engine.nativeio.Libc;
import org.rankferry.engine.observe.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rankferry compare}. */
@Command(
    name = "compare",
    description = {
        "Compares migration with checkpoint and restart, and with copying files, by the same real job in one run.",
        "",
        "Nodes are agents with processes of their own on this machine, ranks are processes of the solver of the demo."
            + " Each round goes through all strategies, so that what disturbs the machine disturbs all of them; every"
            + " run of one is a result of its own in --json, written as soon as it is known. Files of a dump are"
            + " dropped from the page cache before the job starts again from them. In the end of each job its answer is"
            + " compared with that of one process nobody has moved."},
    footer = {
        "", "Examples:",
        "  rankferry compare --pfs-start gluster --json results.json",
        "  rankferry compare --quick --preset LU.C.64 --pfs /mnt/orangefs --json results.json",
        "  rankferry compare --preset LU.C.64,BT.C.64,SP.C.64 --strategies migration --rounds 7 --json phases.json",
        "  rankferry compare --nodes 4 --ranks-per-node 1,2,4,8 --image-bytes 64M --strategies migration,cr-local"})
final class CompareCommand implements Callable<Integer> {
    private static final double GIB = 1L << 30;

    @Mixin
    private JsonFlag json;

    @Mixin
    private CompareFlags flags;

    @Override
    public Integer call() {
        final List<Workload> workloads = flags.workloads();
        final PrintWriter text = json.text();
        final List<Session> sessions = flags.sessions(line -> say(text, line));
        final int rounds = flags.rounds();
        workloads.forEach(CompareCommand::checkMemory);
        try (ClosingStack closing = new ClosingStack()) {
            final Places places = closing.open(() -> Places.open(flags, largest(workloads), line -> say(text, line)));
            final NodeProcesses nodes = closing.open(() -> new NodeProcesses(
                places.memory(), SelfCommand.read(Main.class.getName()), flags.timeoutSeconds()));
            final ComparePlan plan = new ComparePlan(
                workloads, sessions, rounds, flags.warmups(), flags.chunkBytes(), flags.poolBytes(), places.local(),
                places.parallel(), places.copies(), flags.floors(), flags.executionSeconds());
            head(text, plan);
            final ResultsFile results = new ResultsFile(json.path().orElse(null), common(rounds));
            final Comparison comparison = new Comparison(plan, nodes, results, line -> say(text, line));
            try {
                comparison.run();
            } finally {
                new CompareTable(comparison.measured()).lines().forEach(line -> say(text, line));
            }
            json.write(results.results());
        }
        return CommandLine.ExitCode.OK;
    }

    private void head(final PrintWriter text, final ComparePlan plan) {
        final Environment here = Environment.read();
        say(text, "# " + here.cpu() + ", " + here.cores() + " cores, " + here.kernel() + ", " + here.jvm());
        plan.workloads().forEach(workload -> say(text, "# " + workload));
    }

    /** What all results of this run have in common. */
    private Map<String, Object> common(final int rounds) {
        final Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("rounds", rounds);
        keys.put("warmup", flags.warmups());
        keys.put("chunk_bytes", flags.chunkBytes());
        keys.put("pool_bytes", flags.poolBytes());
        keys.put("run_id", UUID.randomUUID().toString());
        keys.put("run_started_at", Instant.now().toString());
        keys.put(JsonFlag.COMMAND_LINE, json.commandLine());
        keys.put("environment", Environment.read().toJson());
        return keys;
    }

    private static void checkMemory(final Workload workload) {
        final long there;
        try {
            there = Libc.availableMemory();
        } catch (final IOException e) {
            throw new TransferException("the machine does not tell its free memory: " + e.getMessage(), e);
        }
        if (workload.memoryBytes() > there) {
            throw new TransferException(String.format(
                Locale.ROOT, "%s needs %.1f GiB of memory, for %d ranks, their images and the agents; there are"
                    + " %.1f GiB: give fewer nodes or ranks, or smaller images", workload.preset(),
                workload.memoryBytes() / GIB, workload.ranks(), there / GIB));
        }
    }

    private static void say(final PrintWriter text, final String line) {
        text.println(line);
        text.flush();
    }

    /** Bytes that a dump of the largest job takes. */
    private static long largest(final List<Workload> workloads) {
        return workloads.stream().max(Comparator.comparingLong(Workload::bytes)).orElseThrow().bytes();
    }
}
