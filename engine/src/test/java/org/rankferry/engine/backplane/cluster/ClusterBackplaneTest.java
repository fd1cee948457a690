package org.rankferry.engine.backplane.cluster;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.backplane.BackplaneException;
import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.backplane.EventPattern;
import org.rankferry.engine.backplane.Severity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Nodes of one machine, each a member of its own, over real sockets. */
class ClusterBackplaneTest {
    private static final int PATIENCE_S = 20;
    /** Long before the look that comes with a heartbeat. */
    private static final int SOON_S = 3;

    @TempDir
    private Path root;
    private final List<Backplane> members = new ArrayList<>();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    @BeforeEach
    void makeSecret() {
        SecretFile.create(root.resolve("secret"));
    }

    @AfterEach
    void leave() {
        CloseHelper.closeAll(members);
    }

    @Test
    void everybodyHearsAnEventAndWhoPublishedIt() throws Exception {
        final Backplane first = join("n0");
        final Backplane second = join("n1");
        final Backplane third = join("n2");
        awaitNodes(first, "n0", "n1", "n2");
        final List<BlockingQueue<Event>> heard = new ArrayList<>();
        for (final Backplane member : members) {
            final BlockingQueue<Event> queue = new LinkedBlockingQueue<>();
            heard.add(queue);
            member.subscribe(EventPattern.parse("test/X*"), queue::add);
        }
        third.publish(event("Y", "{}"));
        second.publish(event("X1", "{\"a\":1}"));
        for (final BlockingQueue<Event> queue : heard) {
            assertEquals(new Event("test", "X1", Severity.INFO, "n1", "lu", 7, "{\"a\":1}"), poll(queue));
            assertTrue(queue.isEmpty(), queue.toString());
        }
        assertEquals(List.of(), errors);
    }

    @Test
    void eventsOfOnePublisherKeepTheirOrderHoweverLongTheyAre() throws Exception {
        final Backplane first = join("n0");
        final Backplane second = join("n1");
        final BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
        second.subscribe(EventPattern.ALL, heard::add);
        for (int i = 0; i < 200; i++) {
            first.publish(event("E" + i, "\"" + "x".repeat(i % 50 == 0 ? 300_000 : i) + "\""));
        }
        for (int i = 0; i < 200; i++) {
            final Event event = poll(heard);
            assertEquals("E" + i, event.name());
            assertEquals((i % 50 == 0 ? 300_000 : i) + 2, event.payload().length());
        }
    }

    /** What was sent before everybody knew the new one is missing, and what comes next would wait for a rare look. */
    @Test
    void whoJoinsInTheMiddleOfAStreamHearsItSoon() throws Exception {
        final Backplane first = join("n0");
        final AtomicBoolean enough = new AtomicBoolean();
        final Thread stream = Thread.ofPlatform().start(() -> {
            while (!enough.get()) {
                first.publish(event("X", "{}"));
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
            }
        });
        try {
            for (int i = 0; i < 5; i++) {
                final Backplane joined = join("n1");
                final BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
                joined.subscribe(EventPattern.ALL, heard::add);
                assertNotNull(heard.poll(SOON_S, TimeUnit.SECONDS), "join " + i);
                members.remove(joined);
                joined.close();
            }
        } finally {
            enough.set(true);
            stream.join();
        }
    }

    @Test
    void whatIsToldToOneIsHeardByNobodyElse() throws Exception {
        final Backplane first = join("n0");
        final Backplane second = join("n1");
        awaitNodes(first, "n0", "n1");
        final BlockingQueue<Event> byFirst = new LinkedBlockingQueue<>();
        final BlockingQueue<Event> bySecond = new LinkedBlockingQueue<>();
        first.subscribe(EventPattern.ALL, byFirst::add);
        second.subscribe(EventPattern.ALL, bySecond::add);
        first.tell("n1", event("A", "{}"));
        first.tell("n1", event("B", "{}"));
        first.tell("n7", event("C", "{}"));
        second.tell("n1", event("D", "{}"));
        final List<String> heard = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            final Event event = poll(bySecond);
            heard.add(event.node() + " " + event.name());
        }
        assertTrue(heard.remove("n1 D"), heard::toString); // its own comes whenever
        assertEquals(List.of("n0 A", "n0 B"), heard);
        second.publish(event("E", "{}"));
        assertEquals("E", poll(byFirst).name());
        assertEquals(List.of(), errors);
    }

    @Test
    void whoLeavesAndWhoDiesIsNoticedAtOnce() throws Exception {
        final Backplane first = join("n0");
        final Backplane second = join("n1");
        final BlockingQueue<List<String>> views = new LinkedBlockingQueue<>();
        first.watchNodes(views::add);
        assertEquals(List.of("n0", "n1"), poll(views));
        members.remove(second);
        second.close();
        assertEquals(List.of("n0"), poll(views));
        assertThrows(BackplaneException.class, () -> second.publish(event("X", "{}")));
        // The first member goes, and those that are left go on.
        final Backplane third = join("n2");
        members.remove(first);
        first.close();
        awaitNodes(third, "n2");
        final Backplane fourth = join("n3");
        awaitNodes(fourth, "n2", "n3");
    }

    @Test
    void nodesThatStartTogetherMakeOneCluster() throws Exception {
        final List<CompletableFuture<Backplane>> joining = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            final String name = "n" + i;
            joining.add(CompletableFuture.supplyAsync(
                () -> new ClusterBackplane(LocalOptions.of(root, name), errors::add),
                command -> Thread.ofPlatform().start(command)));
        }
        for (final CompletableFuture<Backplane> one : joining) {
            add(one.get());
        }
        for (final Backplane member : members) {
            final BlockingQueue<List<String>> views = new LinkedBlockingQueue<>();
            member.watchNodes(views::add);
            List<String> now = poll(views);
            while (now.size() < 5) {
                now = poll(views);
            }
            assertEquals(List.of("n0", "n1", "n2", "n3", "n4"), now.stream().sorted().toList());
        }
    }

    @Test
    void aNameThatIsTakenIsRefused() {
        join("n0");
        assertEquals("a node named n0 is on the backplane already; give another --name, or stop that one first",
            assertThrows(BackplaneException.class, () -> join("n0")).getMessage());
    }

    @Test
    void whoDoesNotKnowTheSecretHearsNothingAndIsNotHeard() throws Exception {
        final int[] ports = {freePort(), freePort(), freePort()};
        final List<String> hosts = IntStream.of(ports).mapToObj(port -> "127.0.0.1:" + port).toList();
        final Backplane first = add(new ClusterBackplane(
            options("n0", ports[0], hosts, root.resolve("secret")), errors::add));
        final Path other = root.resolve("other");
        SecretFile.create(other);
        final Backplane stranger = add(new ClusterBackplane(options("x", ports[2], hosts, other), errors::add));
        final BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
        first.subscribe(EventPattern.ALL, heard::add);
        stranger.subscribe(EventPattern.ALL, event -> {
            if (event.node().equals("n0")) {
                heard.add(event);
            }
        });
        assertEquals(List.of("x"), stranger.nodes());
        stranger.publish(event("EVIL", "{}"));
        final Backplane second = add(new ClusterBackplane(
            options("n1", ports[1], hosts, root.resolve("secret")), errors::add));
        second.publish(event("GOOD", "{}"));
        assertEquals("GOOD", poll(heard).name());
        assertNull(heard.poll(200, TimeUnit.MILLISECONDS));
        assertEquals(List.of("n0", "n1"), first.nodes());
    }

    @Test
    void nodesOfAListFindEachOtherByTheirAddresses() throws Exception {
        final int[] ports = {freePort(), freePort()};
        final List<String> hosts = List.of("127.0.0.1:" + ports[0], "127.0.0.1:" + ports[1]);
        final Backplane first = add(new ClusterBackplane(
            options("n0", ports[0], hosts, root.resolve("secret")), errors::add));
        final Backplane second = add(new ClusterBackplane(
            options("n1", ports[1], hosts, root.resolve("secret")), errors::add));
        awaitNodes(first, "n0", "n1");
        awaitNodes(second, "n0", "n1");
    }

    @Test
    void anAddressThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final String message = assertThrows(BackplaneException.class, () -> new ClusterBackplane(
                options("n0", taken.getLocalPort(), List.of("127.0.0.1:" + taken.getLocalPort()),
                    root.resolve("secret")), errors::add)).getMessage();
            assertTrue(message.startsWith("node n0 can't join the backplane at 127.0.0.1:" + taken.getLocalPort()
                + ": "), message);
        }
    }

    @Test
    void aListenerThatThrowsDoesNotKeepTheOthersFromHearing() throws Exception {
        final Backplane first = join("n0");
        final BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
        first.subscribe(EventPattern.ALL, event -> {
            throw new IllegalStateException("broken");
        });
        final Backplane.Subscription subscription = first.subscribe(EventPattern.ALL, heard::add);
        first.publish(event("X", "{}"));
        assertEquals("X", poll(heard).name());
        assertEquals("broken", errors.getFirst().getMessage());
        subscription.close();
        first.publish(event("Z", "{}"));
        assertNull(heard.poll(200, TimeUnit.MILLISECONDS));
    }

    private Backplane join(final String node) {
        return add(new ClusterBackplane(LocalOptions.of(root, node), errors::add));
    }

    private Backplane add(final Backplane member) {
        members.add(member);
        return member;
    }

    private ClusterOptions options(
        final String node, final int port, final List<String> hosts, final Path secretFile) {

        return new ClusterOptions(
            "test", node, "127.0.0.1", port, hosts, root, secretFile, ClusterOptions.DEFAULT_HEARTBEAT);
    }

    private static Event event(final String name, final String payload) {
        return new Event("test", name, Severity.INFO, "", "lu", 7, payload);
    }

    private <T> T poll(final BlockingQueue<T> queue) throws InterruptedException {
        final T next = queue.poll(PATIENCE_S, TimeUnit.SECONDS);
        assertNotNull(next, () -> "nothing has come; " + members + ", " + errors);
        return next;
    }

    private void awaitNodes(final Backplane member, final String... nodes) throws Exception {
        final BlockingQueue<List<String>> views = new LinkedBlockingQueue<>();
        final Backplane.Subscription subscription = member.watchNodes(views::add);
        List<String> now = poll(views);
        while (!now.equals(List.of(nodes))) {
            now = poll(views);
        }
        subscription.close();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
