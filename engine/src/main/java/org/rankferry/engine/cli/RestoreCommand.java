package org.rankferry.engine.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.checkpoint.Checkpointer;
import org.rankferry.engine.checkpoint.Checkpointers;
import org.rankferry.engine.checkpoint.LocalStarter;
import org.rankferry.engine.checkpoint.Restore;
import org.rankferry.engine.observe.CpuTime;
import org.rankferry.engine.observe.Environment;
import org.rankferry.engine.observe.ResultJson;
import org.rankferry.engine.store.set.ImageSet;
import org.rankferry.engine.store.set.SetVerifier;
import org.rankferry.engine.store.set.Verification;
import org.rankferry.protocol.image.Manifest;
import org.rankferry.protocol.image.ManifestStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rankferry restore}: ranks from a committed set. */
@Command(
    name = "restore",
    description = {
        "Brings ranks to life from an image set, once that is verified, with the checkpointer that captured them."
            + " Returns when they run; they outlive this command. That they run nowhere else is yours to see to."},
    footer = {
        "", "Examples:",
        "  rankferry restore /dev/shm/rankferry-0-images/default/job.1 --rank 0",
        "  rankferry restore /scratch/images --rank 0 --rank 1 -- --tcp-established"})
final class RestoreCommand implements Callable<Integer> {
    private static final double NANOS = 1e9;
    private static final String OK = "ok";

    @Mixin
    private JsonFlag json;

    @Option(
        names = "--rank", required = true, paramLabel = "R",
        description = "Rank to restore. Repeat it for more: they are restored one after the other.")
    private List<Integer> ranks;

    @Option(
        names = "--checkpointer", paramLabel = "NAME",
        description = "What restores (default: what the set's manifest names).")
    private String checkpointer;

    @Parameters(index = "0", paramLabel = "DIR", description = "Directory with manifest.json.")
    private Path directory;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "WORD", description = "Words for the checkpointer.")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        final ImageSet set = ImageSet.open(directory);
        final Checkpointer taken = Checkpointers.named(checkpointer != null ? checkpointer : writer(set));
        final List<Restore> restores = ranks.stream().map(rank -> taken.prepareRestore(rank, words)).toList();
        ranks.forEach(set::image); // all of them are there before the first runs
        final double cpuBefore = CpuTime.ofSelf();
        final Verification found = SetVerifier.verify(directory, (bytes, total) -> { });
        if (!found.ok()) {
            throw new CommandFailure(directory + " is not what was committed: " + found.summary()
                + "; see rankferry verify", null);
        }
        final Map<String, Double> seconds = new TreeMap<>();
        for (final Restore restore : restores) {
            final long startNs = System.nanoTime();
            restore.run(set.image(restore.rank()), new LocalStarter());
            final double took = (System.nanoTime() - startNs) / NANOS;
            json.text().printf("rank %d runs, %.3f s%n", restore.rank(), took);
            json.text().flush();
            seconds.put(Integer.toString(restore.rank()), took);
        }
        json.write(result(set.manifest(), seconds, CpuTime.ofSelf() - cpuBefore));
        return CommandLine.ExitCode.OK;
    }

    private ResultJson result(final Manifest manifest, final Map<String, Double> seconds, final double cpuSeconds) {
        final long bytes = manifest.streams().stream().filter(stream -> ranks.contains(stream.rank()))
            .mapToLong(ManifestStream::length).sum();
        return ResultJson.builder("restore")
            .transport("none", "the set is read where it is")
            .ranks(ranks.size())
            .pool(manifest.chunkBytes(), 0, 0)
            .transfer(bytes, seconds.values().stream().mapToDouble(one -> one).sum(), cpuSeconds)
            .setupSeconds(0)
            .verify(OK)
            .chunkLatencies(TransferResult.Latency.NONE)
            .retries(0)
            .job(manifest.job(), manifest.epoch())
            .environment(Environment.read())
            .extra("restored_s", seconds)
            .build();
    }

    /** The manifest has its name and its version. */
    private static String writer(final ImageSet set) {
        return set.manifest().checkpointer().replaceFirst(" .*", "");
    }
}
