package org.rankferry.engine.cli;

import java.nio.file.Path;

import org.rankferry.engine.coordinator.job.ImageRoute;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How images of a job's ranks come to where the ranks move. */
final class RouteFlags {
    @Option(
        names = "--transport", paramLabel = "NAME", defaultValue = "auto",
        description = "What images travel by: auto, rdma, tcp, shm (default: ${DEFAULT-VALUE}).")
    private String transport;

    @Mixin
    private PoolFlags pool;

    @Option(
        names = "--images-to", paramLabel = "DIR",
        description = "Images arrive in files of DIR on the node that is moved to, on stable storage (default: in its"
            + " memory).")
    private Path files;

    @Option(
        names = "--staged",
        description = "READs land in a pool of the target, and images are put together from there, as it was done in"
            + " 2010; to compare with.")
    private boolean staged;

    /** Checked. */
    ImageRoute route() {
        return new ImageRoute(
            transport, Math.toIntExact(pool.chunkBytes()), pool.poolBytes(),
            files == null ? "" : files.toAbsolutePath().toString(), staged);
    }
}
