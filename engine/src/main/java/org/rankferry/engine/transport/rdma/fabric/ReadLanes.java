package org.rankferry.engine.transport.rdma.fabric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.agrona.collections.IntArrayQueue;
import org.rankferry.engine.transport.Destination;
import org.rankferry.engine.transport.FrameHandler;
import org.rankferry.engine.transport.LinkState;

/**
 * The queue pairs that carry READs of one link: the one with the session's frames first, then those that joined.
 *
 * <pre>
 *            +- - lane 0 (frames)   device A        as long as there is no other
 *   READ ----+--&gt; lane 1            device A        each READ goes to the lane with the fewest in flight
 *            +--&gt; lane 2            device B
 * </pre>
 *
 * <p>A device answers the requests of one queue pair in their order: a Done that was sent behind READs of 16 MiB would
 * reach the source when they are done, and chunks that are free already would wait for it.
 *
 * <p>When a lane is lost, the READs it had are posted again on the others. The link's own lane takes the link with it.
 * Nothing is allocated per READ.
 */
final class ReadLanes implements AutoCloseable {
    private static final int NONE = -1;

    /** Hears how READs end. */
    interface Outcome {
        /** A READ has ended; one that was moved to another lane has not. */
        void onRead(int slot, int status, QueuePair lane);
    }

    private final Outcome outcome;
    private final QueuePair.Reads onRead = this::onRead;
    private final List<QueuePair> unopened = new ArrayList<>();
    private QueuePair[] lanes = new QueuePair[0];
    private RemotePool[] pools = new RemotePool[0];
    private int depth;
    private int turn;
    private int[] chunks;
    private Destination[] destinations;
    private IntArrayQueue waiting = new IntArrayQueue(NONE);
    private String notice;

    ReadLanes(final Outcome outcome) {
        this.outcome = outcome;
    }

    boolean attached() {
        return lanes.length > 0;
    }

    /** The link's own lane is ready; so many READs will be in flight at the most. */
    void attach(final QueuePair own, final RemotePool pool, final int readDepth) {
        depth = readDepth;
        chunks = new int[readDepth];
        destinations = new Destination[readDepth];
        waiting = new IntArrayQueue(Math.max(readDepth + 1, IntArrayQueue.MIN_CAPACITY), NONE);
        for (int i = 0; i < readDepth; i++) {
            destinations[i] = new Destination();
        }
        open(own, pool);
    }

    /** A connection has joined; it is used once it has shown its pool. */
    void add(final QueuePair lane) {
        unopened.add(lane);
    }

    /** A lane can be used. */
    void open(final QueuePair lane, final RemotePool pool) {
        unopened.remove(lane);
        final int n = lanes.length;
        lanes = Arrays.copyOf(lanes, n + 1);
        pools = Arrays.copyOf(pools, n + 1);
        lanes[n] = lane;
        pools[n] = pool;
        lane.reads(onRead, depth);
    }

    /** Looks after lanes that have not shown their pool, and after those that may be lost. */
    int greet(final FrameHandler handler, final RdmaTargetLink link) {
        int work = 0;
        for (int i = unopened.size() - 1; attached() && i >= 0; i--) {
            final QueuePair lane = unopened.get(i);
            link.joining(lane);
            work += lane.poll(handler, 1);
            if (lane.state() == LinkState.LOST) {
                unopened.remove(lane);
                lane.close();
            }
        }
        for (int i = lanes.length - 1; i > 0; i--) {
            final QueuePair lane = lanes[i];
            link.joining(lane);
            lane.poll(handler, 1);
            lane.flush();
            if (lane.state() == LinkState.LOST) {
                drop(i);
                work++;
            }
        }
        return work;
    }

    /** Posts a READ, or keeps it until a lane has room. */
    void read(final int slot, final int chunk, final Destination destination) {
        chunks[slot] = chunk;
        destinations[slot].copyFrom(destination);
        if (!waiting.isEmpty() || !post(slot)) {
            waiting.addInt(slot);
        }
    }

    /** Posts READs that wait for room. */
    int repost() {
        int work = 0;
        while (!waiting.isEmpty() && post(waiting.peekInt())) {
            waiting.pollInt();
            work++;
        }
        return work;
    }

    /** Something to tell the user once, or null. */
    String notice() {
        final String result = notice;
        notice = null;
        return result;
    }

    private boolean post(final int slot) {
        final int first = lanes.length > 1 ? 1 : 0;
        final int count = carriers(lanes.length);
        final int share = (depth + count - 1) / count;
        int best = NONE;
        for (int i = 0; i < count; i++) {
            final int candidate = first + (turn + i) % count;
            if (lanes[candidate].canRead() && lanes[candidate].readsInFlight() < share
                && (best == NONE || lanes[candidate].readsInFlight() < lanes[best].readsInFlight())) {
                best = candidate;
            }
        }
        if (best == NONE) {
            return false;
        }
        turn = best - first + 1;
        final RemotePool pool = pools[best];
        lanes[best].read(slot, pool.address(chunks[slot]), pool.key(chunks[slot]), destinations[slot]);
        return true;
    }

    /** Of so many lanes those that READs go to. */
    private static int carriers(final int lanes) {
        return Math.max(1, lanes - 1);
    }

    private void onRead(final QueuePair lane, final int slot, final int status) {
        if (status == WorkFaults.SUCCESS) {
            lane.rail().carry(destinations[slot].length());
        } else if (lane != lanes[0]) {
            waiting.addInt(slot);
            return;
        }
        outcome.onRead(slot, status, lane);
    }

    private void drop(final int index) {
        final QueuePair lane = lanes[index];
        for (final int slot : lane.abandonReads()) {
            waiting.addInt(slot);
        }
        notice = "lost a connection over device " + lane.rail().device().name() + ", the transfer goes on over "
            + carriers(lanes.length - 1) + ": " + lane.cause();
        lane.close();
        for (int i = index; i < lanes.length - 1; i++) {
            lanes[i] = lanes[i + 1];
            pools[i] = pools[i + 1];
        }
        lanes = Arrays.copyOf(lanes, lanes.length - 1);
        pools = Arrays.copyOf(pools, pools.length - 1);
    }

    /** Closes the lanes that joined; the link closes its own. */
    @Override
    public void close() {
        for (int i = 1; i < lanes.length; i++) {
            lanes[i].close();
        }
        unopened.forEach(QueuePair::close);
        unopened.clear();
        lanes = new QueuePair[0];
        pools = new RemotePool[0];
        waiting.clear();
    }
}
