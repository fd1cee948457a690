package org.rankferry.engine.backplane.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.jgroups.JChannel;
import org.jgroups.protocols.DISCARD;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.SecretFile;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A cluster and one that began apart from it, on nodes with heartbeats so rare that none helps. */
class SoonMergeTest {
    private static final Duration RARE = Duration.ofMinutes(2);
    private static final int PATIENCE_S = 40;

    @TempDir
    private Path root;

    @Test
    void whoHeardNobodyInTimeBecomesOneWithTheOthersWhenTheyCanBeHeard() throws Exception {
        SecretFile.create(root.resolve("secret"));
        final int[] ports = freePorts(3);
        try (JChannel first = member("n0", ports); JChannel second = member("n1", ports)) {
            assertEquals(2, second.getView().size());
            final List<DISCARD> deaf = List.of(Channels.deafen(first), Channels.deafen(second));
            try (JChannel alone = member("n2", ports)) {
                assertEquals(1, alone.getView().size());
                deaf.forEach(one -> one.discardAll(false));
                Channels.awaitView(PATIENCE_S, view -> view.size() == 3, first, second, alone);
                assertEquals(1, Stream.of(first, second, alone).map(JChannel::getView).distinct().count());
            }
        }
    }

    private JChannel member(final String node, final int... ports) throws Exception {
        return new JChannel(ClusterStack.of(new ClusterOptions(
            "test", node, "127.0.0.1", ports[node.charAt(1) - '0'],
            Arrays.stream(ports).mapToObj(port -> "127.0.0.1:" + port).toList(), root, root.resolve("secret"), RARE)))
            .name(node).connect("test");
    }

    private static int[] freePorts(final int count) throws IOException {
        final int[] ports = new int[count];
        final ServerSocket[] sockets = new ServerSocket[count];
        for (int i = 0; i < count; i++) {
            sockets[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            ports[i] = sockets[i].getLocalPort();
        }
        for (final ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }
}
