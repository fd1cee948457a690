package org.rankferry.engine.backplane.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.agrona.CloseHelper;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.util.ExtendedUUID;
import org.rankferry.engine.backplane.Backplane;
import org.rankferry.engine.backplane.BackplaneException;
import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.backplane.EventPattern;
import org.rankferry.engine.backplane.Listeners;

/** A node on the backplane. */
public final class ClusterBackplane implements Backplane, Receiver {
    private static final String NODE = "node";
    private static final Duration TURN = Duration.ofSeconds(60);
    /** A member that has died is noticed when its sockets close, and asked once more. */
    private static final long DEAD_NS = TimeUnit.SECONDS.toNanos(6);
    private static final long LOOK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final String node;
    private final String cluster;
    private final Path directory;
    private final Listeners listeners;
    private final Consumer<Throwable> onError;
    private final JChannel channel;
    private volatile List<String> nodes = List.of();
    private volatile Map<String, Address> addresses = Map.of();

    /**
     * Joins, or is the first.
     *
     * @param options who and where.
     * @param onError hears what goes wrong later: messages that are none, listeners that throw.
     * @throws BackplaneException when it can't, with the remedy.
     */
    public ClusterBackplane(final ClusterOptions options, final Consumer<Throwable> onError) {
        node = options.node();
        cluster = ClusterStack.clusterName(options);
        directory = options.directory();
        this.onError = onError;
        listeners = new Listeners(onError);
        ClusterLog.add(onError);
        JChannel opened = null;
        try {
            opened = new JChannel(ClusterStack.of(options)).name(node).setReceiver(this);
            opened.addAddressGenerator(() -> ExtendedUUID.randomUUID(node)
                .put(NODE, node.getBytes(StandardCharsets.UTF_8)));
            // It would answer the whole network, and its sockets wake up.
            opened.getProtocolStack().getTransport().getDiagnosticsHandler().setEnabled(false);
            connect(opened, options);
        } catch (final BackplaneException e) {
            leave(opened);
            throw e;
        } catch (final Exception e) {
            leave(opened);
            throw new BackplaneException("node " + node + " can't join the backplane at " + options.host() + ":"
                + options.port() + ": " + rootOf(e).getMessage(), e);
        }
        channel = opened;
        checkAlone();
    }

    private void connect(final JChannel opened, final ClusterOptions options) throws Exception {
        if (options.hosts().isEmpty()) {
            final JoinTurn turn = JoinTurn.await(directory.resolve(cluster + ".joining"), TURN);
            try {
                opened.connect(cluster);
            } finally {
                turn.close();
            }
        } else {
            opened.connect(cluster);
        }
    }

    @Override
    public String node() {
        return node;
    }

    @Override
    public void publish(final Event event) {
        send(null, event);
    }

    @Override
    public void tell(final String to, final Event event) {
        final Address address = addresses.get(to);
        if (address != null) {
            send(address, event);
        }
    }

    private void send(final Address to, final Event event) {
        try {
            channel.send(new BytesMessage(to, EventJson.write(event)));
        } catch (final Exception e) {
            throw new BackplaneException(
                "node " + node + " can't publish " + event.space() + "/" + event.name() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Subscription subscribe(final EventPattern pattern, final Consumer<Event> listener) {
        return listeners.add(pattern, listener);
    }

    @Override
    public List<String> nodes() {
        return nodes;
    }

    @Override
    public Subscription watchNodes(final Consumer<List<String>> listener) {
        return listeners.add(listener, this::nodes);
    }

    @Override
    public void viewAccepted(final View view) {
        final Map<String, Address> now = new LinkedHashMap<>();
        view.getMembers().forEach(member -> now.putIfAbsent(nodeOf(member), member));
        addresses = now;
        nodes = view.getMembers().stream().map(ClusterBackplane::nodeOf).toList();
        listeners.tell(nodes);
    }

    @Override
    public void receive(final Message message) {
        final String publisher = nodeOf(message.getSrc());
        try {
            listeners.tell(
                EventJson.read(message.getArray(), message.getOffset(), message.getLength(), publisher));
        } catch (final IllegalArgumentException e) {
            onError.accept(e);
        }
    }

    @Override
    public void close() {
        leave(channel);
    }

    /** Who it knows, and what it has sent and not heard of, for a fault that nobody understands. */
    @Override
    public String toString() {
        final UNICAST3 toOne = channel.getProtocolStack().findProtocol(UNICAST3.class);
        return node + " with " + nodes + ": " + toOne.printConnections();
    }

    private void leave(final JChannel left) {
        ClusterLog.remove(onError); // of what is broken off now nobody need hear
        CloseHelper.quietClose(left);
        try {
            Files.deleteIfExists(directory.resolve(cluster));
        } catch (final IOException e) {
            // Others are still there, and have their files in it.
            return;
        }
    }

    private void checkAlone() {
        final long deadlineNs = System.nanoTime() + DEAD_NS;
        while (hasNamesake() && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(LOOK_AGAIN_NS); // it may be dead, and about to be noticed
        }
        if (hasNamesake()) {
            leave(channel);
            throw new BackplaneException("a node named " + node + " is on the backplane already; give another --name,"
                + " or stop that one first");
        }
    }

    /** Whether a member of this name was there before. */
    private boolean hasNamesake() {
        for (final Address member : channel.getView().getMembers()) {
            if (member.equals(channel.getAddress())) {
                return false;
            }
            if (nodeOf(member).equals(node)) {
                return true;
            }
        }
        return false;
    }

    private static String nodeOf(final Address member) {
        return new String(((ExtendedUUID) member).get(NODE), StandardCharsets.UTF_8);
    }

    private static Throwable rootOf(final Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
