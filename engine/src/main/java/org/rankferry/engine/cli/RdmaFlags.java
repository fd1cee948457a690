package org.rankferry.engine.cli;

import java.util.List;

import org.rankferry.engine.api.RdmaOptions;
import picocli.CommandLine.Option;

/** Options of {@code --transport rdma}. */
public final class RdmaFlags {
    @Option(
        names = "--device", paramLabel = "NAME", split = ",",
        description = "RDMA devices to use, such as mlx5_0,mlx5_1: chunks are striped over them, and one that fails"
            + " drops out (default: the one the address lies on).")
    private List<String> devices = List.of();

    @Option(
        names = "--queue-pairs", paramLabel = "N", split = ",", defaultValue = "1",
        description = "Queue pairs that carry READs on each RDMA device; the source's number counts (default:"
            + " ${DEFAULT-VALUE}).")
    private List<Integer> queuePairs;

    @Option(
        names = "--busy-poll",
        description = "Poll the RDMA devices without pause while a peer is connected; takes a core.")
    private boolean busyPoll;

    @Option(
        names = "--libdisni", paramLabel = "WHICH", defaultValue = RdmaOptions.BUNDLED,
        description = "Native half of DiSNI: bundled, installed (on java.library.path), or the path of one (default:"
            + " ${DEFAULT-VALUE}).")
    private String library;

    /**
     * What was asked for.
     *
     * @throws IllegalArgumentException in one line, when that makes no sense.
     */
    public RdmaOptions options() {
        final List<RdmaOptions> all = sweep();
        if (all.size() > 1) {
            throw new IllegalArgumentException("--queue-pairs takes one number here, and " + queuePairs + " was given");
        }
        return all.getFirst();
    }

    /**
     * What was asked for, once for each number of queue pairs; one or more.
     *
     * @throws IllegalArgumentException in one line, when that makes no sense.
     */
    public List<RdmaOptions> sweep() {
        return queuePairs.stream().map(each -> new RdmaOptions(devices, each, busyPoll, library)).toList();
    }
}
