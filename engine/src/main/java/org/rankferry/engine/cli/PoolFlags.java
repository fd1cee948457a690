package org.rankferry.engine.cli;

import picocli.CommandLine.Option;

/** The pool that images go through, on the source. */
public final class PoolFlags {
    @Option(
        names = "--chunk", paramLabel = "SIZE", converter = ByteSize.class, defaultValue = "1M",
        description = "Bytes of a chunk, a power of two (default: ${DEFAULT-VALUE}).")
    private long chunkBytes;

    @Option(
        names = "--pool", paramLabel = "SIZE", converter = ByteSize.class, defaultValue = "10M",
        description = "Bytes of the chunk pool, at least a chunk per rank (default: ${DEFAULT-VALUE}).")
    private long poolBytes;

    /** As given; whoever makes the pool says what it can be. */
    public long chunkBytes() {
        return chunkBytes;
    }

    /** As given. */
    public long poolBytes() {
        return poolBytes;
    }
}
