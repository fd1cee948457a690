package org.rankferry.engine.api;

import java.nio.file.Path;

/**
 * How a target is set up. Immutable; begin with {@link #builder}.
 *
 * @param listen       address to listen at, {@code HOST:PORT} or {@code unix:PATH}.
 * @param transport    name of the transport, or {@code auto}.
 * @param rdma         how {@code rdma} uses this host's devices.
 * @param secretFile   shared with the sources, readable by its owner only.
 * @param store        name of the image store.
 * @param directory    where image sets go.
 * @param keepSets     whether several sets are taken, each in a directory of its own.
 * @param placement    {@code direct} or {@code staged}.
 * @param maxBytes     of images to take, 0 for what there is room for.
 * @param reserveFiles touched files to keep ready, one for each stream to come.
 * @param reserveBytes of each of them.
 * @param readDepth    READs in flight at the most, 1 to 1024.
 * @param job          that is served, or null for any.
 * @param epoch        that is served, or 0 for any that has not been seen.
 * @param chunkBytes   the source must have, or 0 for any.
 * @param poolBytes    the source must have, or 0 for any.
 * @param name         of this target on its host.
 * @param runDirectory for lock, door and counters, or null for the default.
 * @param deadlines    of every wait.
 */
public record TargetOptions(
    String listen, String transport, RdmaOptions rdma, Path secretFile, String store, Path directory, boolean keepSets,
    Placing placement, long maxBytes, int reserveFiles, long reserveBytes, int readDepth, String job, long epoch,
    int chunkBytes, long poolBytes, String name, Path runDirectory, Deadlines deadlines) {

    /** Where READs land. */
    public enum Placing {
        /** In the image itself. */
        DIRECT,
        /** In a pool of the target, and from there into the image, as the design of 2010 did it. */
        STAGED
    }

    /** Checks what can be checked without a look at the machine. */
    public TargetOptions {
        if (readDepth < 1 || readDepth > SourceOptions.MAX_READ_DEPTH) {
            throw new IllegalArgumentException(
                "READ depth is " + readDepth + "; give 1 to " + SourceOptions.MAX_READ_DEPTH + " with --depth");
        }
        if (maxBytes < 0 || reserveFiles < 0 || reserveBytes < 0) {
            throw new IllegalArgumentException("sizes can't be negative");
        }
    }

    /**
     * Options with the defaults, to be changed.
     *
     * @param listen     address to listen at.
     * @param secretFile shared with the sources.
     * @param directory  where the image set goes.
     */
    public static Builder builder(final String listen, final Path secretFile, final Path directory) {
        return new Builder().listen(listen).secretFile(secretFile).directory(directory);
    }

    /** These options, to be changed. */
    public Builder toBuilder() {
        final Builder builder = new Builder();
        builder.listen = listen;
        builder.transport = transport;
        builder.rdma = rdma;
        builder.secretFile = secretFile;
        builder.store = store;
        builder.directory = directory;
        builder.keepSets = keepSets;
        builder.placement = placement;
        builder.maxBytes = maxBytes;
        builder.reserveFiles = reserveFiles;
        builder.reserveBytes = reserveBytes;
        builder.readDepth = readDepth;
        builder.job = job;
        builder.epoch = epoch;
        builder.chunkBytes = chunkBytes;
        builder.poolBytes = poolBytes;
        builder.name = name;
        builder.runDirectory = runDirectory;
        builder.deadlines = deadlines;
        return builder;
    }

    /** Collects target options. Each method is named for the option it sets. */
    public static final class Builder {
        private String listen;
        private String transport = "auto";
        private RdmaOptions rdma = RdmaOptions.DEFAULT;
        private Path secretFile;
        private String store = "memory";
        private Path directory;
        private boolean keepSets = false;
        private Placing placement = Placing.DIRECT;
        private long maxBytes = 0;
        private int reserveFiles = 0;
        private long reserveBytes = 0;
        private int readDepth = SourceOptions.DEFAULT_READ_DEPTH;
        private String job;
        private long epoch = 0;
        private int chunkBytes = 0;
        private long poolBytes = 0;
        private String name = "default";
        private Path runDirectory;
        private Deadlines deadlines = Deadlines.DEFAULT;

        private Builder() {
        }

        /** Address to listen at. */
        public Builder listen(final String value) {
            listen = value;
            return this;
        }

        /** How rdma uses this host's devices. */
        public Builder rdma(final RdmaOptions value) {
            rdma = value;
            return this;
        }

        /** Name of the transport, or auto. */
        public Builder transport(final String value) {
            transport = value;
            return this;
        }

        /** Secret shared with the sources. */
        public Builder secretFile(final Path value) {
            secretFile = value;
            return this;
        }

        /** Name of the image store. */
        public Builder store(final String value) {
            store = value;
            return this;
        }

        /** Where image sets go. */
        public Builder directory(final Path value) {
            directory = value;
            return this;
        }

        /** Whether several sets are taken, each in its own directory. */
        public Builder keepSets(final boolean value) {
            keepSets = value;
            return this;
        }

        /** Where READs land. */
        public Builder placement(final Placing value) {
            placement = value;
            return this;
        }

        /** Bytes of images to take, 0 for what there is room for. */
        public Builder maxBytes(final long value) {
            maxBytes = value;
            return this;
        }

        /** Touched files to keep ready. */
        public Builder reserveFiles(final int value) {
            reserveFiles = value;
            return this;
        }

        /** Bytes of each file of the reserve. */
        public Builder reserveBytes(final long value) {
            reserveBytes = value;
            return this;
        }

        /** READs in flight at the most. */
        public Builder readDepth(final int value) {
            readDepth = value;
            return this;
        }

        /** Job that is served, null for any. */
        public Builder job(final String value) {
            job = value;
            return this;
        }

        /** Epoch that is served, 0 for any that has not been seen. */
        public Builder epoch(final long value) {
            epoch = value;
            return this;
        }

        /** Chunk size a source must have, 0 for any. */
        public Builder chunkBytes(final int value) {
            chunkBytes = value;
            return this;
        }

        /** Pool size a source must have, 0 for any. */
        public Builder poolBytes(final long value) {
            poolBytes = value;
            return this;
        }

        /** Name of this target on its host. */
        public Builder name(final String value) {
            name = value;
            return this;
        }

        /** Directory for lock, door and counters, null for the default. */
        public Builder runDirectory(final Path value) {
            runDirectory = value;
            return this;
        }

        /** Of every wait. */
        public Builder deadlines(final Deadlines value) {
            deadlines = value;
            return this;
        }

        /** Checks them and makes the options. */
        public TargetOptions build() {
            return new TargetOptions(
                listen, transport, rdma, secretFile, store, directory, keepSets, placement, maxBytes, reserveFiles,
                reserveBytes, readDepth, job, epoch, chunkBytes, poolBytes, name, runDirectory, deadlines);
        }
    }
}
