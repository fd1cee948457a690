package org.rankferry.engine.backplane.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.protocols.TCP;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.SecretFile;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Two members; either of them forgets the connection while it learns the address of the other. */
class ClusterTcpTest {
    private static final int PATIENCE_S = 20;

    @TempDir
    private Path root;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @BeforeEach
    void makeSecret() {
        SecretFile.create(root.resolve("secret"));
    }

    @Test
    void bothHearEachOtherAfterwards() throws Exception {
        try (JChannel first = member("n0"); JChannel second = member("n1")) {
            talk(first, second);
            for (final JChannel forgetful : List.of(first, second)) {
                final TCP transport = (TCP) forgetful.getProtocolStack().getTransport();
                transport.retainAll(Set.<Address>of());
                talk(first, second);
            }
        }
    }

    private void talk(final JChannel first, final JChannel second) throws Exception {
        first.send(new BytesMessage(second.getAddress(), new byte[1]));
        assertEquals("n1", heard.poll(PATIENCE_S, TimeUnit.SECONDS));
        second.send(new BytesMessage(first.getAddress(), new byte[1]));
        assertEquals("n0", heard.poll(PATIENCE_S, TimeUnit.SECONDS));
    }

    private JChannel member(final String node) throws Exception {
        return new JChannel(ClusterStack.of(LocalOptions.of(root, node)))
            .name(node).setReceiver(new Receiver() {
                @Override
                public void receive(final Message message) {
                    heard.add(node);
                }
            }).connect("test");
    }
}
