package org.rankferry.engine.transport.rdma.fabric;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.IbvQPInitAttr;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.RdmaConnParam;
import org.agrona.CloseHelper;
import org.agrona.MutableDirectBuffer;
import org.rankferry.engine.transport.Destination;
import org.rankferry.engine.transport.FrameHandler;
import org.rankferry.engine.transport.Link;
import org.rankferry.engine.transport.LinkLife;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.SocketFaults;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.protocol.wire.FrameFault;

/**
 * A reliable connection to a peer: made by the connection manager, carrying frames and READs, until its first error.
 *
 * <pre>
 *  dial:    RESOLVING --address--&gt; ROUTING --route--&gt; ASKING --established--&gt; open
 *  accept:                                            ASKING --established--&gt; open
 * </pre>
 *
 * <p>All three are {@link LinkState#CONNECTING}, with one deadline. What has arrived before a loss is still handed out:
 * the peer's last words may say why.
 */
final class QueuePair implements Link, CmHandler, Completions {
    /** Most frames on the wire when this is closed need less; longer, and the agent would be missed. */
    private static final long LINGER_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int RESOLVE_TIMEOUT_MS = 2000;
    /** Each time the device waits longer; some seconds in all. */
    private static final byte RETRIES = 7;
    /** 7 would be for ever. */
    private static final byte RECEIVER_NOT_READY_RETRIES = 6;

    /** How far a connect has come. */
    private enum Step {
        RESOLVING("the address was not resolved"),
        ROUTING("no route was found"),
        ASKING("the peer did not answer");

        private final String missing;

        Step(final String missing) {
            this.missing = missing;
        }
    }

    /** Hears of READs. */
    interface Reads {
        /** A READ has ended, with {@link WorkFaults#SUCCESS} or not. */
        void onRead(QueuePair queuePair, int slot, int status);
    }

    private static final Reads NO_READS = (queuePair, slot, status) -> {
    };

    private final RdmaFabric fabric;
    private final String peer;
    private final String host;
    private final InetSocketAddress address;
    private final int outboxFrames;
    private final long deadlineNs;
    private final long timeoutNs;
    private final LinkLife life = new LinkLife();
    private Step step;
    private RdmaCmId id;
    private Rail rail;
    private int railIndex = -1;
    private IbvQP qp;
    private long base;
    private int outstanding;
    private FrameStream frames;
    private ReadWindow window;
    private Reads reads = NO_READS;
    private String failing;
    private boolean nobodyListens;
    private boolean released;
    private int laterFaults;

    private QueuePair(
        final RdmaFabric fabric, final String peer, final InetSocketAddress address, final int outboxFrames,
        final long timeoutNs, final Step step) {

        this.fabric = fabric;
        this.peer = peer;
        this.address = address;
        this.host = address.getAddress().getHostAddress();
        this.outboxFrames = outboxFrames;
        this.timeoutNs = timeoutNs;
        this.deadlineNs = System.nanoTime() + timeoutNs;
        this.step = step;
    }

    /** Begins to connect. */
    static QueuePair dial(
        final RdmaFabric fabric, final String peer, final InetSocketAddress address, final int outboxFrames,
        final long timeoutNs) {

        final QueuePair result = new QueuePair(fabric, peer, address, outboxFrames, timeoutNs, Step.RESOLVING);
        try {
            result.id = fabric.cm().createId(result);
            result.id.resolveAddr(
                null, fabric.extras().forDisni(address),
                (int) Math.min(RESOLVE_TIMEOUT_MS, TimeUnit.NANOSECONDS.toMillis(timeoutNs)));
        } catch (final IOException e) {
            result.lose(CmFaults.call("connecting to", peer, e));
        } catch (final TransportException e) {
            result.lose(e.getMessage());
        }
        return result;
    }

    /** Answers a request to connect. */
    static QueuePair accept(
        final RdmaFabric fabric, final RdmaCmId id, final InetSocketAddress from, final int outboxFrames,
        final long timeoutNs) {

        final String peer = from.getAddress().getHostAddress() + ":" + from.getPort();
        final QueuePair result = new QueuePair(fabric, peer, from, outboxFrames, timeoutNs, Step.ASKING);
        result.id = id;
        fabric.cm().adopt(id, result);
        try {
            result.create();
            id.accept(result.parameters());
        } catch (final IOException e) {
            result.lose(CmFaults.call("the connection from", peer, e));
        } catch (final TransportException e) {
            result.lose(e.getMessage());
        }
        return result;
    }

    @Override
    public LinkState state() {
        if (life.state() == LinkState.CONNECTING && System.nanoTime() - deadlineNs >= 0) {
            lose("no answer from " + peer + " within " + SocketFaults.millis(timeoutNs) + ": " + step.missing
                + "; " + CmFaults.doctor(host));
        }
        return life.state();
    }

    @Override
    public String peer() {
        return peer;
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public String cause() {
        return life.cause();
    }

    boolean nobodyListens() {
        return nobodyListens;
    }

    /** Flush errors and other faults that followed from the first. */
    int laterFaults() {
        return laterFaults;
    }

    Rail rail() {
        return rail;
    }

    /** Place of its rail in the fabric, by which memory keys are found. */
    int railIndex() {
        return railIndex;
    }

    /** READs in flight. */
    int readsInFlight() {
        return window == null ? 0 : window.inFlight();
    }

    /** Whether one more READ can be posted. */
    boolean canRead() {
        return life.isOpen() && failing == null && window.room() > 0;
    }

    /**
     * Makes ready for READs.
     *
     * @param handler that hears of them.
     * @param most    in flight at the most, as far as the device allows.
     */
    void reads(final Reads handler, final int most) {
        reads = handler;
        if (life.isOpen()) {
            try {
                window.prepare(most);
            } catch (final IOException e) {
                fail("READs could not be prepared on " + device() + ": " + e.getMessage());
            }
        }
    }

    /** Posts a READ; {@link #canRead} said so. */
    void read(final int slot, final long remote, final int key, final Destination destination) {
        try {
            window.post(slot, remote, key, destination, railIndex);
        } catch (final IOException e) {
            fail("a READ could not be posted to " + device() + ": " + e.getMessage());
            reads.onRead(this, slot, -1);
        }
    }

    /** Takes the slots of READs that this lost connection will never complete. */
    int[] abandonReads() {
        return window == null ? new int[0] : window.abandon();
    }

    @Override
    public int poll(final FrameHandler handler, final int limit) {
        fabric.progress();
        if (state() != LinkState.OPEN) {
            return 0;
        }
        int taken = 0;
        try {
            boolean more = true;
            while (taken < limit && life.isOpen() && more) {
                more = frames.next();
                if (more) {
                    taken++;
                    frames.hand(handler);
                }
            }
            if (!more && failing != null) {
                lose(failing);
            }
        } catch (final FrameFault e) {
            lose("bad frame from " + peer + ": " + e.getMessage());
        } catch (final IOException e) {
            fail("a receive could not be posted to " + device() + ": " + e.getMessage());
        }
        return taken;
    }

    @Override
    public void send(final MutableDirectBuffer frame, final int offset, final int length) {
        final LinkState state = state();
        if (state == LinkState.LOST || state == LinkState.CLOSED) {
            return;
        }
        if (frames == null) {
            throw new IllegalStateException("a frame for " + peer + " before the connection is open");
        }
        if (frames.space() < length) {
            flush();
        }
        if (frames.space() < length) {
            lose("connection to " + peer + " given up: it has not taken the " + frames.queued()
                + " bytes of frames that wait; the process there hangs or ignores its credits");
            return;
        }
        frames.queue(frame, offset, length);
    }

    @Override
    public int flush() {
        if (state() != LinkState.OPEN || failing != null) {
            return 0;
        }
        try {
            return frames.flush();
        } catch (final IOException e) {
            fail("a SEND could not be posted to " + device() + ": " + e.getMessage());
            return 0;
        }
    }

    /** Ends it once what has arrived was handed out. */
    void fail(final String cause) {
        if (life.isOpen()) {
            failing = failing == null ? cause : failing;
        } else {
            lose(cause);
        }
    }

    /** Ends it at once. */
    void lose(final String cause) {
        if (life.lost(cause)) {
            release();
        }
    }

    @Override
    public void onEvent(final int event, final RdmaCmId about, final int status) {
        try {
            switch (event) {
                case CmChannel.ADDRESS_RESOLVED -> {
                    step = Step.ROUTING;
                    id.resolveRoute(RESOLVE_TIMEOUT_MS);
                }
                case CmChannel.ROUTE_RESOLVED -> {
                    step = Step.ASKING;
                    create();
                    id.connect(parameters());
                }
                case CmChannel.ESTABLISHED -> life.opened();
                default -> onFault(event, status);
            }
        } catch (final IOException e) {
            lose(CmFaults.call("connecting to", peer, e));
        } catch (final TransportException e) {
            lose(e.getMessage());
        }
    }

    private void onFault(final int event, final int status) {
        switch (event) {
            case CmChannel.ADDRESS_ERROR -> lose(CmFaults.address(peer, host, status));
            case CmChannel.ROUTE_ERROR -> lose(CmFaults.route(peer, host, status));
            case CmChannel.UNREACHABLE -> lose(CmFaults.unreachable(peer, host, status));
            case CmChannel.REJECTED -> {
                nobodyListens = CmFaults.nobodyListens(status);
                lose(CmFaults.rejected(peer, host, status));
            }
            case CmChannel.CONNECT_ERROR -> lose(CmFaults.connect(peer, host, status));
            case CmChannel.DISCONNECTED -> {
                // What arrived before it is in the completion queue.
                rail.poll();
                fail(CmFaults.disconnected(peer));
            }
            case CmChannel.DEVICE_REMOVAL -> fail(CmFaults.removed(rail.device().name()));
            default -> {
                // The end of a time-wait and the like.
            }
        }
    }

    @Override
    public void onCompletion(final int kind, final int index, final int status, final int bytes) {
        if (kind == WorkId.READ) {
            reads.onRead(this, window.ended(index), status);
        }
        if (status != WorkFaults.SUCCESS) {
            onFailed(kind, status);
            return;
        }
        try {
            if (kind == WorkId.RECEIVE) {
                frames.onReceived(index, bytes);
            } else if (kind == WorkId.SEND) {
                frames.onSent(index);
            }
        } catch (final FrameFault e) {
            fail("bad frame from " + peer + ": " + e.getMessage());
        }
    }

    private void onFailed(final int kind, final int status) {
        if (WorkFaults.follows(status) && failing == null && kind == WorkId.RECEIVE) {
            // Receives are flushed when the peer disconnects; the event that says so is on its way.
            fail(CmFaults.disconnected(peer));
        } else if (failing == null) {
            fail("connection to " + peer + " failed: " + (kind == WorkId.READ ? "READ: " : "SEND: ")
                + WorkFaults.describe(status) + "; " + CmFaults.doctor(host));
        } else {
            laterFaults++;
        }
    }

    private void create() throws IOException {
        railIndex = fabric.railOf(id.getVerbs());
        if (railIndex < 0) {
            throw new TransportException(fabric.notAmongRails(peer));
        }
        rail = fabric.rail(railIndex);
        final int windowSize = fabric.readsPerQueuePair();
        outstanding = 2 * Segments.WINDOW + windowSize;
        base = rail.enter(this, outstanding);
        if (base < 0) {
            rail = null;
            throw new TransportException("device " + fabric.rail(railIndex).device().name() + " has no room for another"
                + " connection from or to " + peer);
        }
        frames = new FrameStream(rail, outboxFrames);
        final IbvQPInitAttr attributes = new IbvQPInitAttr();
        attributes.setQp_type(IbvQP.IBV_QPT_RC);
        attributes.setSend_cq(rail.queue());
        attributes.setRecv_cq(rail.queue());
        attributes.cap().setMax_recv_wr(Segments.WINDOW);
        attributes.cap().setMax_recv_sge(1);
        attributes.cap().setMax_send_wr(Segments.WINDOW + windowSize);
        attributes.cap().setMax_send_sge(Destination.MAX_PIECES);
        qp = id.createQP(rail.domain(), attributes);
        window = new ReadWindow(qp, base, windowSize);
        frames.segments().start(qp, base);
    }

    private RdmaConnParam parameters() throws IOException {
        final RdmaConnParam parameters = new RdmaConnParam();
        parameters.setRetry_count(RETRIES);
        parameters.setRnr_retry_count(RECEIVER_NOT_READY_RETRIES);
        return parameters;
    }

    private String device() {
        return "device " + rail.device().name();
    }

    @Override
    public void close() {
        if (life.isOpen() && failing == null) {
            linger();
        }
        if (life.closed()) {
            release();
        }
    }

    /** Lets the frames on the wire arrive: an Abort must not be lost with the connection that carries it. */
    private void linger() {
        final long until = System.nanoTime() + LINGER_NS;
        flush();
        while (failing == null && !frames.isDelivered() && System.nanoTime() - until < 0) {
            rail.poll();
            flush();
            Thread.onSpinWait();
        }
    }

    /** Destroys the queue pair, so that no READ of it lands any more, and all that belongs to it. */
    private void release() {
        if (released) {
            return;
        }
        released = true;
        try {
            if (qp != null) {
                id.disconnect();
                id.destroyQP();
            }
        } catch (final IOException e) {
            throw new IllegalStateException("a queue pair was destroyed twice", e);
        } finally {
            CloseHelper.quietCloseAll(frames, window);
            if (rail != null) {
                rail.leave(base, outstanding);
            }
            if (id != null) {
                fabric.cm().destroy(id);
            }
        }
    }
}
