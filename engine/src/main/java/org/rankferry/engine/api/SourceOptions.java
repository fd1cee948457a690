package org.rankferry.engine.api;

import java.nio.file.Path;
import java.util.List;

/**
 * How a source is set up. Immutable; begin with {@link #builder}.
 *
 * @param job           name of the job, 1 to 64 of {@code [A-Za-z0-9._-]}.
 * @param epoch         of the migration, at least 1; grows with each attempt of a job.
 * @param ranks         of this node, at least 1.
 * @param chunkBytes    of a chunk, a power of two from 4 KiB to 64 MiB.
 * @param poolBytes     of the pool, at least one chunk for each rank.
 * @param readDepth     READs the target may keep in flight, 1 to 1024.
 * @param crc           whether chunks carry a CRC-32C.
 * @param transport     name of the transport, or {@code auto}.
 * @param rdma          how {@code rdma} uses this host's devices.
 * @param targets       addresses of the target and of those to fall back to, in order.
 * @param secretFile    shared with the targets, readable by its owner only.
 * @param poolDirectory for the pool file (a hugetlbfs mount, say), or null for the run directory.
 * @param runDirectory  for lock, door and counters, or null for the default.
 * @param expectedBytes of the whole set where it is known, else 0; lets the target refuse before the first byte.
 * @param checkpointer  name and version of what writes the images, for the manifest.
 * @param beginAtOnce   whether the images are asked for as soon as all ranks and the target are there; otherwise
 *                      {@link Source#begin()} does it.
 * @param deadlines     of every wait.
 */
public record SourceOptions(
    String job, long epoch, int ranks, int chunkBytes, long poolBytes, int readDepth, boolean crc, String transport,
    RdmaOptions rdma, List<String> targets, Path secretFile, Path poolDirectory, Path runDirectory, long expectedBytes,
    String checkpointer, boolean beginAtOnce, Deadlines deadlines) {

    /** Bytes of a chunk unless told otherwise. */
    public static final int DEFAULT_CHUNK_BYTES = 1 << 20;
    /** Bytes of the pool unless told otherwise. */
    public static final long DEFAULT_POOL_BYTES = 10L << 20;
    /** READs in flight unless told otherwise. */
    public static final int DEFAULT_READ_DEPTH = 16;
    /** The most READs in flight that can be asked for. */
    public static final int MAX_READ_DEPTH = 1024;

    /** Checks what can be checked without a look at the machine. */
    public SourceOptions {
        if (epoch < 1) {
            throw new IllegalArgumentException("epoch is " + epoch + "; give 1 or more");
        }
        if (ranks < 1) {
            throw new IllegalArgumentException("ranks is " + ranks + "; give 1 or more");
        }
        if (readDepth < 1 || readDepth > MAX_READ_DEPTH) {
            throw new IllegalArgumentException(
                "READ depth is " + readDepth + "; give 1 to " + MAX_READ_DEPTH + " with --depth");
        }
        if (expectedBytes < 0) {
            throw new IllegalArgumentException("expected bytes is " + expectedBytes + "; give 0 or more");
        }
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("no target is given; give its address with --connect HOST:PORT");
        }
    }

    /**
     * Options with the defaults, to be changed.
     *
     * @param job        name of the job.
     * @param ranks      of this node.
     * @param secretFile shared with the target.
     * @param targets    addresses, the first preferred.
     */
    public static Builder builder(
        final String job, final int ranks, final Path secretFile, final String... targets) {
        return new Builder().job(job).ranks(ranks).secretFile(secretFile).targets(List.of(targets));
    }

    /** These options, to be changed. */
    public Builder toBuilder() {
        final Builder builder = new Builder();
        builder.job = job;
        builder.epoch = epoch;
        builder.ranks = ranks;
        builder.chunkBytes = chunkBytes;
        builder.poolBytes = poolBytes;
        builder.readDepth = readDepth;
        builder.crc = crc;
        builder.transport = transport;
        builder.rdma = rdma;
        builder.targets = targets;
        builder.secretFile = secretFile;
        builder.poolDirectory = poolDirectory;
        builder.runDirectory = runDirectory;
        builder.expectedBytes = expectedBytes;
        builder.checkpointer = checkpointer;
        builder.beginAtOnce = beginAtOnce;
        builder.deadlines = deadlines;
        return builder;
    }

    /** Collects source options. Each method is named for the option it sets. */
    public static final class Builder {
        private String job;
        private long epoch = 1;
        private int ranks;
        private int chunkBytes = DEFAULT_CHUNK_BYTES;
        private long poolBytes = DEFAULT_POOL_BYTES;
        private int readDepth = DEFAULT_READ_DEPTH;
        private boolean crc = true;
        private String transport = "auto";
        private RdmaOptions rdma = RdmaOptions.DEFAULT;
        private List<String> targets = List.of();
        private Path secretFile;
        private Path poolDirectory;
        private Path runDirectory;
        private long expectedBytes = 0;
        private String checkpointer = "application";
        private boolean beginAtOnce = true;
        private Deadlines deadlines = Deadlines.DEFAULT;

        private Builder() {
        }

        /** Name of the job. */
        public Builder job(final String value) {
            job = value;
            return this;
        }

        /** Epoch of the migration. */
        public Builder epoch(final long value) {
            epoch = value;
            return this;
        }

        /** Ranks of this node. */
        public Builder ranks(final int value) {
            ranks = value;
            return this;
        }

        /** Bytes of a chunk. */
        public Builder chunkBytes(final int value) {
            chunkBytes = value;
            return this;
        }

        /** Bytes of the pool. */
        public Builder poolBytes(final long value) {
            poolBytes = value;
            return this;
        }

        /** READs in flight at the most. */
        public Builder readDepth(final int value) {
            readDepth = value;
            return this;
        }

        /** Whether chunks carry a CRC-32C. */
        public Builder crc(final boolean value) {
            crc = value;
            return this;
        }

        /** Name of the transport, or auto. */
        public Builder transport(final String value) {
            transport = value;
            return this;
        }

        /** How rdma uses this host's devices. */
        public Builder rdma(final RdmaOptions value) {
            rdma = value;
            return this;
        }

        /** Addresses of the target and its fall-backs. */
        public Builder targets(final List<String> value) {
            targets = value;
            return this;
        }

        /** Secret shared with the targets. */
        public Builder secretFile(final Path value) {
            secretFile = value;
            return this;
        }

        /** Directory for the pool file, null for the run directory. */
        public Builder poolDirectory(final Path value) {
            poolDirectory = value;
            return this;
        }

        /** Directory for lock, door and counters, null for the default. */
        public Builder runDirectory(final Path value) {
            runDirectory = value;
            return this;
        }

        /** Bytes of the whole set, 0 when not known. */
        public Builder expectedBytes(final long value) {
            expectedBytes = value;
            return this;
        }

        /** What writes the images, for the manifest. */
        public Builder checkpointer(final String value) {
            checkpointer = value;
            return this;
        }

        /** Whether images are asked for as soon as everybody is there. */
        public Builder beginAtOnce(final boolean value) {
            beginAtOnce = value;
            return this;
        }

        /** Of every wait. */
        public Builder deadlines(final Deadlines value) {
            deadlines = value;
            return this;
        }

        /** Checks them and makes the options. */
        public SourceOptions build() {
            return new SourceOptions(
                job, epoch, ranks, chunkBytes, poolBytes, readDepth, crc, transport, rdma, targets, secretFile,
                poolDirectory, runDirectory, expectedBytes, checkpointer, beginAtOnce, deadlines);
        }
    }
}
