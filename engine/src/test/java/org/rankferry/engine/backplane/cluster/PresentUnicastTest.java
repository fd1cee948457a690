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
import java.util.concurrent.locks.LockSupport;

import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.Event;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.stack.IpAddress;
import org.jgroups.stack.ProtocolStack;
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
    private static final long PATIENCE_S = 30;

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
                awaitView(2, first);
                place = placeOf(second);
                gone = second.getAddress();
                deafen(second);
                first.send(new BytesMessage(gone, "lost".getBytes(StandardCharsets.UTF_8)));
            }
            awaitView(1, first);
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
            awaitView(2, first, second);
            final List<DISCARD> deaf = List.of(deafen(first), deafen(second));
            first.send(new BytesMessage(second.getAddress(), "late".getBytes(StandardCharsets.UTF_8)));
            awaitView(1, first, second);
            deaf.forEach(one -> one.discardAll(false));
            awaitView(2, first, second);
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

    private static DISCARD deafen(final JChannel member) throws Exception {
        final DISCARD deaf = new DISCARD().discardAll(true);
        member.getProtocolStack().insertProtocol(deaf, ProtocolStack.Position.ABOVE, ClusterTcp.class);
        return deaf;
    }

    private static void awaitView(final int size, final JChannel... members) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        for (final JChannel member : members) {
            while (member.getView().size() != size && System.nanoTime() - deadlineNs < 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            assertEquals(size, member.getView().size(), () -> member.getName() + " sees " + member.getView());
        }
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
