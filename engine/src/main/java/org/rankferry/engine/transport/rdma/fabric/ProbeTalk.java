package org.rankferry.engine.transport.rdma.fabric;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.engine.transport.SocketFaults;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.rdma.ProbeResult;
import org.rankferry.engine.transport.rdma.ReadFigures;
import org.rankferry.protocol.session.PoolRegion;
import org.rankferry.protocol.wire.FrameFault;

/**
 * What two doctors say to each other:
 *
 * <pre>
 *    caller                                   listener
 *      |  PoolRegions {my scratch buffer}        |
 *      |----------------------------------------&gt;|
 *      |        PoolRegions {my scratch buffer}  |
 *      |&lt;----------------------------------------|
 *      |  READs ...                              |
 *      |  ProbeReport {how they went}            |
 *      |----------------------------------------&gt;|
 *      |                             READs ...   |
 *      |           ProbeReport {how they went}   |
 *      |&lt;----------------------------------------|
 * </pre>
 *
 * <p>A side whose READs fail has lost the connection with them; the other sees that instead of a report.
 */
final class ProbeTalk {
    /** Longest conversation, from the connection on. */
    static final long MOST_NS = TimeUnit.SECONDS.toNanos(60);

    /** The peer answers this at once, or it is no doctor. */
    private static final long ANSWER_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long GOODBYE_NS = TimeUnit.SECONDS.toNanos(2);
    private static final String NOT_TRIED = "not tried, since the connection is lost";

    private final RdmaFabric fabric;
    private final Readiness readiness;
    private final QueuePair peer;
    private final ProbeMemory memory;
    private final long deadlineNs;
    private final BooleanSupplier stopped;
    private UnsafeBuffer frame;

    ProbeTalk(
        final RdmaFabric fabric, final Readiness readiness, final QueuePair peer, final ProbeMemory memory,
        final long deadlineNs, final BooleanSupplier stopped) {

        this.fabric = fabric;
        this.readiness = readiness;
        this.peer = peer;
        this.memory = memory;
        this.deadlineNs = deadlineNs;
        this.stopped = stopped;
    }

    /**
     * Waits for the end of connecting, which has a deadline of its own.
     *
     * @param explanation of a failure, made from its cause.
     */
    void awaitOpen(final Function<String, String> explanation) {
        while (peer.state() == LinkState.CONNECTING) {
            checkStopped();
            fabric.progress();
            readiness.await(LOOK_NS);
        }
        if (peer.state() != LinkState.OPEN) {
            throw new TransportException(explanation.apply(peer.cause()));
        }
    }

    ProbeResult asCaller() {
        sendRegions();
        final RemotePool remote = awaitRegions(
            peer.peer() + " takes RDMA connections but is no `rankferry doctor --listen`: it closed this one, as"
                + " `rankferry receive` does; run `rankferry doctor --listen` on that host at another port");
        final ReadFigures here = read(remote);
        return result(here, here.ok() ? awaitReport() : ReadFigures.failed(NOT_TRIED));
    }

    ProbeResult asListener() {
        final RemotePool remote = awaitRegions(
            peer.peer() + " is no `rankferry doctor --peer`: it went without a word; run that there");
        sendRegions();
        final ReadFigures there = awaitReport();
        final ReadFigures here = there.ok() ? read(remote) : ReadFigures.failed(NOT_TRIED);
        awaitGoodbye();
        return result(here, there);
    }

    private ProbeResult result(final ReadFigures here, final ReadFigures there) {
        return new ProbeResult(peer.peer(), peer.rail().device().name(), here, there);
    }

    private void sendRegions() {
        send(RailFrames.regions(fabric.exposure(memory).onRail(peer.railIndex())));
    }

    private RemotePool awaitRegions(final String gone) {
        try {
            final UnsafeBuffer answer = await(ANSWER_NS);
            if (answer == null) {
                throw new TransportException(gone);
            }
            final PoolRegion[] regions = RailFrames.readRegions(answer, 0, answer.capacity());
            if (regions == null) {
                throw new TransportException(peer.peer() + " is no doctor: it sent another frame than PoolRegions; run"
                    + " `rankferry doctor` there");
            }
            return RemotePool.of(regions, ProbeMemory.SCRATCH_BYTES, 1);
        } catch (final FrameFault | IllegalArgumentException e) {
            throw new TransportException(
                "bad frame from " + peer.peer() + ": " + e.getMessage() + "; run the same rankferry on both ends", e);
        }
    }

    private ReadFigures read(final RemotePool remote) {
        try {
            final ReadFigures figures =
                new ReadMeter(peer, remote, memory, fabric.readsPerQueuePair(), stopped).measure();
            send(ProbeFrames.report(figures));
            return figures;
        } catch (final TransportException e) {
            return ReadFigures.failed(e.getMessage());
        }
    }

    private ReadFigures awaitReport() {
        try {
            final UnsafeBuffer report = await(MOST_NS);
            return report == null ? ReadFigures.failed(
                peer.cause() == null ? "no report from " + peer.peer() + "; see what it says there"
                    : "its READs failed or it ended: " + peer.cause())
                : ProbeFrames.readReport(report);
        } catch (final FrameFault | TransportException e) {
            return ReadFigures.failed(e.getMessage());
        }
    }

    /** The caller closes first, when it has the report. */
    private void awaitGoodbye() {
        final long startNs = System.nanoTime();
        while (peer.state() == LinkState.OPEN && System.nanoTime() - startNs < GOODBYE_NS && !stopped.getAsBoolean()) {
            peer.flush();
            peer.poll(this::keep, 1);
            readiness.await(LOOK_NS);
        }
    }

    private void send(final UnsafeBuffer buffer) {
        peer.send(buffer, 0, buffer.capacity());
        peer.flush();
    }

    /** The next frame, or null when the connection was lost before it came. */
    private UnsafeBuffer await(final long mostNs) {
        final long untilNs = Math.min(deadlineNs - System.nanoTime(), mostNs) + System.nanoTime();
        frame = null;
        while (frame == null) {
            peer.flush();
            peer.poll(this::keep, 1);
            if (frame == null && peer.state() != LinkState.OPEN) {
                return null;
            }
            checkStopped();
            final long leftNs = untilNs - System.nanoTime();
            if (frame == null && leftNs <= 0) {
                throw new TransportException("no answer from " + peer.peer() + " within " + SocketFaults.millis(mostNs)
                    + ": the process there is stuck or serves another peer; look there, and try again");
            }
            if (frame == null) {
                readiness.await(Math.min(LOOK_NS, leftNs));
            }
        }
        return frame;
    }

    private void keep(final DirectBuffer buffer, final int offset, final int length) {
        final byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        frame = new UnsafeBuffer(copy);
    }

    private void checkStopped() {
        if (stopped.getAsBoolean()) {
            throw new TransportException("the probe was stopped; run it again");
        }
    }
}
