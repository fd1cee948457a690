package org.rankferry.engine.backplane.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.Event;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.protocols.TCP;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.SecretFile;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ClusterTcpTest {
    private static final int PATIENCE_S = 20;
    private static final int TURNS = 30;

    @TempDir
    private Path root;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @BeforeEach
    void makeSecret() {
        SecretFile.create(root.resolve("secret"));
    }

    /** Either of two members forgets the connection while it learns the address of the other. */
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

    @Test
    void whoIsNoMemberIsHungUpOn() throws Exception {
        try (JChannel member = member("n0"); JChannel stranger = channel("x").connect("another")) {
            final TCP transport = (TCP) member.getProtocolStack().getTransport();
            transport.send((Address) stranger.down(
                new Event(Event.GET_PHYSICAL_ADDRESS, stranger.getAddress())), new byte[1], 0, 1);
            assertEquals(1, transport.getOpenConnections());
            transport.retainAll(Set.<Address>of());
            Channels.await(PATIENCE_S, () -> transport.getOpenConnections() == 0,
                () -> transport.getOpenConnections() + " are open");
        }
    }

    /** It waits until the next one has told it that it may; unheard it would be taken for a member that is lost. */
    @Test
    void whoCoordinatesMayGoAndDoesNotComeBack() throws Exception {
        JChannel oldest = member("n0");
        final List<List<Integer>> sizes = new ArrayList<>();
        for (int turn = 1; turn <= TURNS; turn++) {
            final List<Integer> seen = new CopyOnWriteArrayList<>();
            sizes.add(seen);
            final JChannel younger = channel("n" + turn).setReceiver(new Receiver() {
                @Override
                public void viewAccepted(final View view) {
                    seen.add(view.size());
                }
            }).connect("test");
            oldest.close();
            Channels.awaitView(PATIENCE_S, view -> view.size() == 1, younger);
            oldest = younger;
        }
        oldest.close();
        final List<List<Integer>> expected = new ArrayList<>(Collections.nCopies(TURNS - 1, List.of(2, 1, 2)));
        expected.add(List.of(2, 1));
        assertEquals(expected, sizes);
    }

    private void talk(final JChannel first, final JChannel second) throws Exception {
        first.send(new BytesMessage(second.getAddress(), new byte[1]));
        assertEquals("n1", heard.poll(PATIENCE_S, TimeUnit.SECONDS));
        second.send(new BytesMessage(first.getAddress(), new byte[1]));
        assertEquals("n0", heard.poll(PATIENCE_S, TimeUnit.SECONDS));
    }

    private JChannel member(final String node) throws Exception {
        return channel(node).setReceiver(new Receiver() {
            @Override
            public void receive(final Message message) {
                heard.add(node);
            }
        }).connect("test");
    }

    private JChannel channel(final String node) throws Exception {
        return new JChannel(ClusterStack.of(LocalOptions.of(root, node))).name(node);
    }
}
