package org.rankferry.engine.backplane.cluster;

import java.nio.file.Path;
import java.util.List;

/** Of nodes of this machine that find each other in a directory, where the file {@code secret} is, too. */
final class LocalOptions {
    private LocalOptions() {
    }

    static ClusterOptions of(final Path directory, final String node) {
        return new ClusterOptions("test", node, "127.0.0.1", 0, List.of(), directory, directory.resolve("secret"),
            ClusterOptions.DEFAULT_HEARTBEAT);
    }
}
