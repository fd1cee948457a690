package org.rankferry.engine.demo;

import java.nio.file.Path;
import java.time.Duration;

import org.rankferry.engine.api.RdmaOptions;

/**
 * What the demo moves, and how.
 *
 * @param ranks      processes with an image each, at least 1.
 * @param imageBytes of each image.
 * @param chunkBytes of a chunk.
 * @param poolBytes  of the pool.
 * @param readDepth  READs in flight at the most.
 * @param transport  {@code shm}, {@code tcp}, {@code rdma} or {@code auto}.
 * @param rdma       how {@code rdma} uses the devices.
 * @param store      {@code memory} or {@code file}.
 * @param placement  {@code direct} or {@code staged}.
 * @param directory  of the image set, or null for a place that the next demo cleans up.
 * @param seed       of the images' content.
 * @param timeout    for everything.
 */
public record DemoOptions(
    int ranks, long imageBytes, long chunkBytes, long poolBytes, int readDepth, String transport, RdmaOptions rdma,
    String store, String placement, Path directory, long seed, Duration timeout) {

    /** The LU.C node of the paper: 8 ranks of 21.3 MB. */
    public static final int DEFAULT_RANKS = 8;
    /** See {@link #DEFAULT_RANKS}. */
    public static final long DEFAULT_IMAGE_BYTES = 21_300_000;

    /** Checks what the other commands don't. */
    public DemoOptions {
        if (ranks < 1) {
            throw new IllegalArgumentException("--ranks is " + ranks + "; give 1 or more");
        }
    }

    /** What is in memory, faults are paid for before the transfer. */
    boolean inMemory() {
        return store.equals("memory");
    }
}
