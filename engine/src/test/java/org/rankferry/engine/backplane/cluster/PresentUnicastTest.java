package org.rankferry.engine.backplane.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.Event;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.stack.IpAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.SecretFile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Two members; the second does not acknowledge a message, and is not in the membership any more. */
class PresentUnicastTest {
    private static final Duration HEARTBEAT = Duration.ofMillis(200);
    private static final int QUIET_MS = 3000;
    private static final int PATIENCE_S = 30;

    @TempDir
    private Path root;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @BeforeEach
    void makeSecret() {
        SecretFile.create(root.resolve("secret"));
    }

    @Test
    void thePortOfOneWhoHasGoneIsNotCalled() throws Exception {
        try (JChannel first = member("n0")) {
            final InetSocketAddress place;
            final Address gone;
            try (JChannel second = member("n1")) {
                Channels.awaitView(PATIENCE_S, view -> view.size() == 2, first);
                place = placeOf(second);
                gone = second.getAddress();
                Channels.deafen(second);
                first.send(new BytesMessage(gone, "lost".getBytes(StandardCharsets.UTF_8)));
            }
            Channels.awaitView(PATIENCE_S, view -> view.size() == 1, first);
            try (ServerSocket another = new ServerSocket()) {
                another.setReuseAddress(true);
                another.bind(place);
                another.setSoTimeout(QUIET_MS);
                assertThrows(SocketTimeoutException.class, another::accept);
            }
            assertTrue(unicast(first).getNumUnackedMessages() > 0, "none is kept, and this shows nothing");
        }
    }

    @Test
    void whatOneWhoIsBackHasNotHeardIsSentThen() throws Exception {
        try (JChannel first = member("n0"); JChannel second = member("n1")) {
            Channels.awaitView(PATIENCE_S, view -> view.size() == 2, first, second);
            final List<DISCARD> deaf = List.of(Channels.deafen(first), Channels.deafen(second));
            first.send(new BytesMessage(second.getAddress(), "late".getBytes(StandardCharsets.UTF_8)));
            Channels.awaitView(PATIENCE_S, view -> view.size() == 1, first, second);
            deaf.forEach(one -> one.discardAll(false));
            Channels.awaitView(PATIENCE_S, view -> view.size() == 2, first, second);
            assertEquals("late", heard.poll(PATIENCE_S, TimeUnit.SECONDS));
            assertTrue(heard.isEmpty());
        }
    }

    private static UNICAST3 unicast(final JChannel member) {
        return member.getProtocolStack().findProtocol(UNICAST3.class);
    }

    private static InetSocketAddress placeOf(final JChannel member) {
        final IpAddress place = (IpAddress) member.down(
            new Event(Event.GET_PHYSICAL_ADDRESS, member.getAddress()));
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), place.getPort());
    }

    private JChannel member(final String node) throws Exception {
        return new JChannel(ClusterStack.of(new ClusterOptions(
            "test", node, "127.0.0.1", 0, List.of(), root, root.resolve("secret"), HEARTBEAT)))
            .name(node).setReceiver(new Receiver() {
                @Override
                public void receive(final Message message) {
                    heard.add(new String(message.getArray(), message.getOffset(), message.getLength(),
                        StandardCharsets.UTF_8));
                }
            }).connect("test");
    }
}
