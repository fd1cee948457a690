package org.rankferry.engine.transport.rdma.fabric;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.HdrHistogram.Histogram;
import org.rankferry.engine.transport.Destination;
import org.rankferry.engine.transport.FrameHandler;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.SocketFaults;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.rdma.ReadFigures;

/**
 * Measures READs of a peer's scratch buffer: small ones one at a time, then large ones many at a time, and compares
 * what they bring with the pattern. About two seconds; READs that stop coming end it with the cause.
 */
final class ReadMeter implements QueuePair.Reads {
    private static final int SMALL_BYTES = 4096;
    private static final int SMALL_READS = 2000;
    private static final int SMALL_PIECES = ProbeMemory.SCRATCH_BYTES / SMALL_BYTES;
    private static final int WARM_UP = 20;
    private static final int LARGE_BYTES = ProbeMemory.SCRATCH_BYTES;
    private static final int LARGE_READS = 8192;
    private static final int DEPTH = 16;
    private static final long PART_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long STALL_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int DIGITS = 3;
    private static final FrameHandler NO_FRAMES = (buffer, offset, length) -> {
    };

    private final QueuePair peer;
    private final RemotePool remote;
    private final ProbeMemory memory;
    private final int depth;
    private final BooleanSupplier stopped;
    private final Destination destination = new Destination();
    private long posted;
    private long ended;
    private int status = WorkFaults.SUCCESS;

    /**
     * Over a connection that is open.
     *
     * @param mostReads in flight that the devices allow.
     * @param stopped   whether to give up.
     */
    ReadMeter(
        final QueuePair peer, final RemotePool remote, final ProbeMemory memory, final int mostReads,
        final BooleanSupplier stopped) {

        this.peer = peer;
        this.remote = remote;
        this.memory = memory;
        this.depth = Math.min(DEPTH, mostReads);
        this.stopped = stopped;
        peer.reads(this, depth);
    }

    /**
     * Measures.
     *
     * @throws TransportException when a READ fails, brings wrong bytes or never ends.
     */
    ReadFigures measure() {
        memory.clear();
        final Histogram latencies = small();
        memory.clear();
        final long bytesPerSecond = large();
        return new ReadFigures(
            null, SMALL_BYTES, latencies.getValueAtPercentile(50), latencies.getValueAtPercentile(99), LARGE_BYTES,
            depth, bytesPerSecond);
    }

    private Histogram small() {
        final Histogram latencies = new Histogram(2 * STALL_NS, DIGITS);
        final long startNs = System.nanoTime();
        int n = 0;
        for (; (n < SMALL_READS && System.nanoTime() - startNs < PART_NS) || n <= WARM_UP; n++) {
            final long readNs = System.nanoTime();
            post(0, n % SMALL_PIECES * SMALL_BYTES, SMALL_BYTES);
            await(posted);
            if (n >= WARM_UP) {
                latencies.recordValue(Math.min(System.nanoTime() - readNs, 2 * STALL_NS));
            }
        }
        memory.verify(0, Math.min(n, SMALL_PIECES) * SMALL_BYTES);
        return latencies;
    }

    private long large() {
        final long startNs = System.nanoTime();
        final long before = ended;
        final long first = posted;
        while (posted - first < LARGE_READS
            && (System.nanoTime() - startNs < PART_NS || posted - first < ProbeMemory.LANDINGS)) {
            while (posted - ended < depth) {
                post((int) (posted % ProbeMemory.LANDINGS), 0, LARGE_BYTES);
            }
            await(ended + 1);
        }
        await(posted);
        final long elapsedNs = Math.max(1, System.nanoTime() - startNs);
        for (int i = 0; i < ProbeMemory.LANDINGS; i++) {
            memory.verify(i, LARGE_BYTES);
        }
        return (long) ((double) (ended - before) * LARGE_BYTES * TimeUnit.SECONDS.toNanos(1) / elapsedNs);
    }

    private void post(final int landing, final int offset, final int length) {
        if (!peer.canRead()) {
            throw lost();
        }
        destination.clear().add(memory.landings(), landing * ProbeMemory.SCRATCH_BYTES + offset, length);
        posted++;
        peer.read(0, remote.address(0) + offset, remote.key(0), destination);
    }

    /** Waits until so many READs have ended. */
    private void await(final long count) {
        long seen = ended;
        long seenNs = System.nanoTime();
        while (ended < count) {
            peer.poll(NO_FRAMES, 1);
            if (status != WorkFaults.SUCCESS || peer.state() != LinkState.OPEN) {
                throw lost();
            }
            if (stopped.getAsBoolean()) {
                throw new TransportException("stopped while READs were under way; run it again");
            }
            final long now = System.nanoTime();
            if (ended != seen) {
                seen = ended;
                seenNs = now;
            } else if (now - seenNs > STALL_NS) {
                throw new TransportException("READs from " + peer.peer() + ": " + (posted - ended)
                    + " in flight, and none has come for " + SocketFaults.millis(STALL_NS)
                    + "; the network loses packets: see `mtu` in `rankferry doctor` on both hosts");
            }
            Thread.onSpinWait();
        }
    }

    private TransportException lost() {
        if (status != WorkFaults.SUCCESS) {
            return new TransportException("a READ from " + peer.peer() + " failed: " + WorkFaults.describe(status)
                + "; see `port`, `mtu` and `gid` in `rankferry doctor` on both hosts");
        }
        peer.poll(NO_FRAMES, 1);
        return new TransportException(
            peer.cause() == null ? "connection to " + peer.peer() + " is lost; see what is said there" : peer.cause());
    }

    @Override
    public void onRead(final QueuePair queuePair, final int slot, final int result) {
        ended++;
        if (result != WorkFaults.SUCCESS && status == WorkFaults.SUCCESS) {
            status = result;
        }
    }
}
