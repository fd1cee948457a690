package org.rankferry.engine.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import org.rankferry.bufferpool.PoolGeometry;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.transport.Endpoint;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a command that is a source, beside those that both ends have. For extensions too. */
public final class SourceFlags {
    @Option(
        names = "--connect", required = true, paramLabel = "ADDRESS[,SECOND...]",
        description = "HOST:PORT or unix:PATH where 'rankferry receive' listens; the second takes over when the first"
            + " is lost.")
    private String addresses;

    @Option(
        names = "--job", paramLabel = "NAME", defaultValue = "job",
        description = "Name of the job (default: ${DEFAULT-VALUE}).")
    private String job;

    @Option(
        names = "--ranks", paramLabel = "N",
        description = "Ranks of the set; those this command does not bring attach (default: those it brings, else 1).")
    private Integer ranks;

    @Option(
        names = "--epoch", paramLabel = "N",
        description = "Of the migration; grows with each attempt of a job (default: seconds since 1970).")
    private Long epoch;

    @Mixin
    private PoolFlags pool;

    @Option(
        names = "--pool-dir", paramLabel = "DIR",
        description = "Where the pool is kept, a hugetlbfs mount for example (default: the run directory).")
    private Path poolDirectory;

    @Option(names = "--no-crc", description = "Don't take and check CRC-32C of chunks and streams.")
    private boolean withoutCrc;

    /** Name of the job. */
    public String job() {
        return job;
    }

    /** Where the source goes, as it was given. */
    String addresses() {
        return addresses;
    }

    /**
     * Options of the source.
     *
     * @param flags         that both ends have.
     * @param own           ranks that the command brings itself.
     * @param checkpointer  name and version of what writes the images of those.
     * @param expectedBytes of those images, 0 when not known.
     * @throws IllegalArgumentException or another one with one line, when they can't be.
     */
    SourceOptions.Builder options(
        final TransferFlags flags, final int own, final String checkpointer, final long expectedBytes) {

        TransferFlags.checkJob(job);
        final List<String> targets = List.of(addresses.split(","));
        targets.forEach(Endpoint::parse);
        flags.timeout();
        final int count = ranks == null ? Math.max(1, own) : ranks;
        if (count < own) {
            throw new IllegalArgumentException("--ranks is " + count + ", but files are given for " + own + " ranks");
        }
        PoolGeometry.of(Math.toIntExact(pool.chunkBytes()), pool.poolBytes(), count);
        final SourceOptions.Builder options = SourceOptions.builder(job, count, flags.secretFile).targets(targets);
        if (own == count) {
            options.checkpointer(checkpointer).expectedBytes(expectedBytes);
        }
        return options
            .epoch(epoch == null ? Instant.now().getEpochSecond() : epoch)
            .chunkBytes((int) pool.chunkBytes())
            .poolBytes(pool.poolBytes())
            .poolDirectory(poolDirectory)
            .readDepth(flags.depth)
            .crc(!withoutCrc)
            .transport(flags.transport)
            .rdma(flags.rdma.options())
            .deadlines(flags.deadlines());
    }
}
