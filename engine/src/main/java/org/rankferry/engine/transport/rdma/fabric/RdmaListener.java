package org.rankferry.engine.transport.rdma.fabric;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.ibm.disni.verbs.RdmaCmId;
import org.agrona.CloseHelper;
import org.rankferry.engine.transport.Arrival;
import org.rankferry.engine.transport.DataPass;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.LinkOptions;
import org.rankferry.engine.transport.SocketFaults;
import org.rankferry.engine.transport.TargetLink;
import org.rankferry.engine.transport.TargetListener;
import org.rankferry.engine.transport.TransportException;

/** Listens on an address, or on one of each rail, and sorts what comes in by its first frame. */
final class RdmaListener implements TargetListener {
    private static final int BACKLOG = 128;
    private static final int MOST_ARRIVALS = 32;
    private static final long FIRST_FRAME_NS = TimeUnit.SECONDS.toNanos(5);

    private final RdmaFabric fabric;
    private final LinkOptions options;
    private final Endpoint endpoint;
    private final List<RdmaCmId> ids = new ArrayList<>();
    private final List<InetSocketAddress> rails = new ArrayList<>();
    private final ArrayDeque<Arrival<QueuePair>> arrivals = new ArrayDeque<>();
    private final ArrayDeque<TargetLink> links = new ArrayDeque<>();
    private final List<RdmaTargetLink> expecting = new ArrayList<>();
    private long turnedAway;

    /**
     * Begins to listen.
     *
     * @param at        for the endpoint and messages.
     * @param addresses to bind, at least one; all get the port of the first.
     */
    RdmaListener(
        final RdmaFabric fabric, final Endpoint.Inet at, final List<InetAddress> addresses, final LinkOptions options) {

        this.fabric = fabric;
        this.options = options;
        int port = at.port();
        try {
            for (final InetAddress address : addresses) {
                final RdmaCmId id = fabric.cm().createId(this::onEvent);
                ids.add(id);
                id.bindAddr(fabric.extras().forDisni(new InetSocketAddress(address, port)));
                id.listen(BACKLOG);
                port = ((InetSocketAddress) id.getSource()).getPort();
                rails.add(new InetSocketAddress(address, port));
            }
        } catch (final IOException e) {
            close();
            throw new TransportException(SocketFaults.listen(at, e), e);
        }
        endpoint = new Endpoint.Inet(at.host(), port);
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Addresses a source may use beside the one it came by; none unless devices were named. */
    List<InetSocketAddress> rails() {
        return rails;
    }

    /** Connections closed for a wrong first frame or none. */
    long turnedAway() {
        return turnedAway;
    }

    @Override
    public TargetLink accept() {
        advance();
        return links.poll();
    }

    /** Takes connections that have come and looks at their first frames. */
    void advance() {
        fabric.progress();
        if (!arrivals.isEmpty()) {
            arrivals.removeIf(this::sorted);
        }
    }

    void expect(final RdmaTargetLink link) {
        expecting.add(link);
    }

    void forget(final RdmaTargetLink link) {
        expecting.remove(link);
    }

    private void onEvent(final int event, final RdmaCmId id, final int status) {
        if (event != CmChannel.CONNECT_REQUEST) {
            return;
        }
        if (arrivals.size() == MOST_ARRIVALS) {
            turnAway(arrivals.remove());
        }
        try {
            final InetSocketAddress from = fabric.extras().fromDisni((InetSocketAddress) id.getDestination());
            arrivals.add(new Arrival<>(
                QueuePair.accept(fabric, id, from, RdmaFabric.outboxFrames(options), options.connectTimeoutNs()),
                System.nanoTime() + FIRST_FRAME_NS));
        } catch (final IOException e) {
            turnedAway++;
            fabric.cm().destroy(id);
        }
    }

    private boolean sorted(final Arrival<QueuePair> arrival) {
        switch (arrival.look()) {
            case WAITING -> {
                return false;
            }
            case HELLO -> links.add(new RdmaTargetLink(fabric, this, arrival.connection(), arrival.firstFrame()));
            case DATA -> join(arrival);
            default -> turnAway(arrival);
        }
        return true;
    }

    private void join(final Arrival<QueuePair> arrival) {
        final DataPass pass = arrival.pass();
        for (final RdmaTargetLink link : expecting) {
            if (link.expects(pass)) {
                link.join(arrival.connection());
                return;
            }
        }
        turnAway(arrival);
    }

    private void turnAway(final Arrival<QueuePair> arrival) {
        arrival.connection().close();
        turnedAway++;
    }

    @Override
    public void close() {
        ids.forEach(fabric.cm()::destroy);
        ids.clear();
        arrivals.forEach(arrival -> arrival.connection().close());
        arrivals.clear();
        CloseHelper.quietCloseAll(links);
        links.clear();
    }
}
