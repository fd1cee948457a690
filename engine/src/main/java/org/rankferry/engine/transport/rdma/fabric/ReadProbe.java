package org.rankferry.engine.transport.rdma.fabric;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

import com.ibm.disni.verbs.RdmaCmId;
import org.agrona.CloseHelper;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.FabricNeeds;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.engine.transport.SocketFaults;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.rdma.PeerProbe;
import org.rankferry.engine.transport.rdma.ProbeResult;
import org.rankferry.engine.transport.rdma.device.RdmaDevice;
import org.rankferry.engine.transport.rdma.library.DisniExtras;

/**
 * The end of a probe on this host, over a fabric of its own; {@link ProbeTalk} is the conversation.
 *
 * <p>Everything runs on the caller's thread. A thread that closes this meanwhile waits for that one to let go, and
 * where it does not in time leaves the devices to the end of the process.
 */
final class ReadProbe implements PeerProbe {
    private static final int BACKLOG = 8;
    private static final int OUTBOX_FRAMES = 4;
    private static final long CONNECT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int SOCKET_MS = 1000;
    private static final long CLOSE_S = 5;

    private final Readiness readiness = new Readiness();
    private final ReentrantLock using = new ReentrantLock();
    private final RdmaFabric fabric;
    private final ArrayDeque<QueuePair> arrivals = new ArrayDeque<>();
    private RdmaCmId listener;
    private ProbeMemory memory;
    private boolean released;
    private volatile boolean stopped;

    /**
     * Opens devices. Made by reflection.
     *
     * @throws TransportException when one can't be used, with the remedy.
     */
    ReadProbe(final FabricNeeds needs, final List<RdmaDevice> devices, final DisniExtras extras) {
        fabric = new RdmaFabric(needs, devices, extras, readiness);
    }

    @Override
    public ProbeResult probe(final Endpoint.Inet peer, final Duration timeout) {
        return using(() -> {
            lend(ProbeMemory.Side.CALLER);
            final long deadlineNs = System.nanoTime() + timeout.toNanos();
            try (QueuePair queuePair = QueuePair.dial(
                fabric, peer.toString(), RdmaFabric.resolve(peer), OUTBOX_FRAMES,
                Math.min(CONNECT_NS, timeout.toNanos()))) {
                final ProbeTalk talk = talk(queuePair, deadlineNs);
                talk.awaitOpen(cause -> queuePair.nobodyListens() ? nobodyListens(peer) : cause);
                return talk.asCaller();
            }
        });
    }

    private static String nobodyListens(final Endpoint.Inet peer) {
        return "no `rankferry doctor --listen` at " + peer + ": " + (takesTcp(peer)
            ? "something listens there by TCP only, such as `rankferry receive --transport tcp`; run `rankferry doctor"
                + " --listen` on that host at another port"
            : "the host's RDMA answers, but nobody listens; run `rankferry doctor --listen HOST` there");
    }

    /** Whether a connection by TCP is taken; nothing is sent. */
    private static boolean takesTcp(final Endpoint.Inet peer) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(peer.host(), peer.port()), SOCKET_MS);
            return true;
        } catch (final IOException e) {
            return false;
        }
    }

    @Override
    public Endpoint listen(final Endpoint.Inet at) {
        return using(() -> {
            lend(ProbeMemory.Side.LISTENER);
            try {
                final RdmaCmId id = fabric.cm().createId(this::onEvent);
                listener = id;
                id.bindAddr(fabric.extras().forDisni(RdmaFabric.resolve(at)));
                id.listen(BACKLOG);
                return new Endpoint.Inet(at.host(), ((InetSocketAddress) id.getSource()).getPort());
            } catch (final IOException e) {
                throw new TransportException(SocketFaults.listen(at, e), e);
            }
        });
    }

    private void onEvent(final int event, final RdmaCmId id, final int status) {
        if (event != CmChannel.CONNECT_REQUEST) {
            return;
        }
        try {
            final InetSocketAddress from = fabric.extras().fromDisni((InetSocketAddress) id.getDestination());
            arrivals.add(QueuePair.accept(fabric, id, from, OUTBOX_FRAMES, CONNECT_NS));
        } catch (final IOException e) {
            fabric.cm().destroy(id);
        }
        while (arrivals.size() > BACKLOG) {
            arrivals.remove().close();
        }
    }

    @Override
    public Optional<ProbeResult> serve(final Duration timeout) {
        return using(() -> {
            final long deadlineNs = System.nanoTime() + timeout.toNanos();
            while (arrivals.isEmpty()) {
                final long leftNs = deadlineNs - System.nanoTime();
                if (leftNs <= 0 || stopped) {
                    return Optional.empty();
                }
                fabric.progress();
                if (arrivals.isEmpty()) {
                    readiness.await(Math.min(leftNs, CONNECT_NS));
                }
            }
            try (QueuePair queuePair = arrivals.remove()) {
                final ProbeTalk talk = talk(queuePair, System.nanoTime() + ProbeTalk.MOST_NS);
                talk.awaitOpen(Function.identity());
                return Optional.of(talk.asListener());
            }
        });
    }

    private ProbeTalk talk(final QueuePair queuePair, final long deadlineNs) {
        return new ProbeTalk(fabric, readiness, queuePair, memory, deadlineNs, () -> stopped);
    }

    private void lend(final ProbeMemory.Side side) {
        if (memory == null) {
            memory = new ProbeMemory(side, fabric.registrar());
            fabric.expose(memory);
        }
    }

    /** Does what only one thread may, unless this was closed. */
    private <T> T using(final Supplier<T> work) {
        using.lock();
        try {
            if (stopped) {
                throw new TransportException("the probe was stopped; run it again");
            }
            return work.get();
        } finally {
            using.unlock();
        }
    }

    @Override
    public void close() {
        stopped = true;
        readiness.wakeup();
        try {
            if (using.tryLock(CLOSE_S, TimeUnit.SECONDS)) {
                try {
                    release();
                } finally {
                    using.unlock();
                }
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        if (released) {
            return;
        }
        released = true;
        if (listener != null) {
            fabric.cm().destroy(listener);
        }
        CloseHelper.quietCloseAll(arrivals);
        CloseHelper.quietClose(memory);
        fabric.close();
        if (memory != null) {
            memory.free();
        }
        readiness.close();
    }
}
