package org.rankferry.engine.target;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

import org.agrona.collections.IntArrayQueue;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.AgentCounters;
import org.rankferry.engine.observe.ChunkLatencies;
import org.rankferry.engine.observe.Outcome;
import org.rankferry.engine.observe.TransferEvents;
import org.rankferry.engine.store.Placement;
import org.rankferry.engine.store.StoreException;
import org.rankferry.engine.transport.Destination;
import org.rankferry.engine.transport.ReadHandler;
import org.rankferry.engine.transport.TargetLink;
import org.rankferry.protocol.session.SessionFault;
import org.rankferry.protocol.wire.codec.AbortCode;

/**
 * Turns advertised chunks into READs and checks what they brought.
 *
 * <p>A chunk is known by its index in the source's pool from its ChunkReady to its ChunkDone; what it holds stands in
 * columns by that index. A READ has a slot, 0 to depth - 1. Nothing is allocated per chunk.
 *
 * <p>Chunks of one stream that overlap are placed in the order they were committed: the later one is not READ before
 * the earlier one is in place.
 */
final class ChunkIntake implements ReadHandler {
    /** What the agent hears. */
    interface Listener {
        /** The chunk is in place, checked and noted in its stream. */
        void onChunkStored(int chunk, int length, ArrivingStream stream);

        /** A chunk was READ a second time. */
        void onRetry();

        /** The set can't go on. */
        void onIntakeFailed(SessionFault fault);

        /** The transport failed a READ. */
        void onReadFailed(String cause);
    }

    private static final int NONE = -1;
    private static final int COMPLETIONS_PER_POLL = 4;

    private final Listener listener;
    private final Placement placement;
    private final AgentCounters counters;
    private final ChunkLatencies latencies;
    private final TransferEvents events;
    private final int depth;
    private final boolean crcChecked;
    private final ArrivingStream[] streams;
    private final long[] positions;
    private final int[] lengths;
    private final int[] crcs;
    private final long[] ordinals;
    private final long[] sinceNs;
    private final boolean[] retried;
    private final IntArrayQueue waiting;
    private final Destination[] destinations;
    private final CRC32C[] slotCrcs;
    private final int[] slotChecked;
    private final int[] slotChunks;
    private final long[] slotSinceNs;
    private final int[] freeSlots;
    private int freeSlotCount;
    private TargetLink link;
    private long nowNs;

    ChunkIntake(
        final int chunks, final int depth, final boolean crcChecked, final Placement placement,
        final AgentCounters counters, final ChunkLatencies latencies, final TransferEvents events,
        final Listener listener) {

        this.listener = listener;
        this.placement = placement;
        this.counters = counters;
        this.latencies = latencies;
        this.events = events;
        this.depth = depth;
        this.crcChecked = crcChecked;
        streams = new ArrivingStream[chunks];
        positions = new long[chunks];
        lengths = new int[chunks];
        crcs = new int[chunks];
        ordinals = new long[chunks];
        sinceNs = new long[chunks];
        retried = new boolean[chunks];
        waiting = new IntArrayQueue(Math.max(chunks, IntArrayQueue.MIN_CAPACITY), NONE);
        destinations = new Destination[depth];
        slotCrcs = new CRC32C[depth];
        slotChecked = new int[depth];
        slotChunks = new int[depth];
        slotSinceNs = new long[depth];
        freeSlots = new int[depth];
        for (int slot = 0; slot < depth; slot++) {
            destinations[slot] = new Destination();
            slotCrcs[slot] = new CRC32C();
        }
        reset(null);
    }

    /** Forgets what was advertised and is being READ, and goes on with another link. */
    void reset(final TargetLink newLink) {
        link = newLink;
        waiting.clear();
        freeSlotCount = depth;
        for (int slot = 0; slot < depth; slot++) {
            slotChunks[slot] = NONE;
            freeSlots[slot] = depth - 1 - slot;
        }
        counters.set(AgentCounter.READS_IN_FLIGHT, 0);
    }

    /** A chunk can be READ. */
    void onChunkReady(
        final ArrivingStream stream, final int chunk, final long position, final int length, final int crc,
        final long ordinal, final long now) {

        streams[chunk] = stream;
        positions[chunk] = position;
        lengths[chunk] = length;
        crcs[chunk] = crc;
        ordinals[chunk] = ordinal;
        sinceNs[chunk] = now;
        retried[chunk] = false;
        waiting.addInt(chunk);
        counters.increment(AgentCounter.CHUNKS_READY);
    }

    /** Posts READs and takes those that completed. Returns the amount of work done. */
    int doWork(final long now) {
        nowNs = now;
        if (link == null || !link.readable()) {
            return 0;
        }
        int work = post();
        final TargetLink polled = link;
        if (freeSlotCount < depth) {
            work += polled.pollReads(this, COMPLETIONS_PER_POLL);
        }
        return link == polled ? work + post() : work;
    }

    @Override
    public void onProgress(final int slot, final int length) {
        if (crcChecked && link != null && slotChunks[slot] != NONE) {
            check(slot, length);
        }
    }

    @Override
    public void onRead(final int slot, final String fault) {
        if (link == null || slotChunks[slot] == NONE) {
            return; // the set was given up by an earlier completion of this batch
        }
        final int chunk = slotChunks[slot];
        if (fault != null) {
            counters.increment(AgentCounter.READ_ERRORS);
            listener.onReadFailed("READ of " + describe(chunk) + " failed: " + fault);
            return;
        }
        final int found = crcChecked ? crcOf(slot) : 0;
        if (crcChecked && found != crcs[chunk]) {
            mismatch(slot, chunk, found);
            return;
        }
        try {
            placement.complete(slot, streams[chunk].stored(), positions[chunk], lengths[chunk]);
        } catch (final StoreException e) {
            listener.onIntakeFailed(storeFault(chunk, e));
            return;
        }
        release(slot);
        stored(chunk);
    }

    /** The READ that has taken longer than a deadline, described; null when there is none. */
    String overdue(final long now, final long deadlineNs) {
        for (int slot = 0; slot < depth; slot++) {
            if (slotChunks[slot] != NONE && now - slotSinceNs[slot] > deadlineNs) {
                return "READ of " + describe(slotChunks[slot]) + " has not completed within "
                    + deadlineNs / 1_000_000 + " ms";
            }
        }
        return null;
    }

    private int post() {
        int posted = 0;
        while (freeSlotCount > 0 && !waiting.isEmpty() && link != null && link.readable()) {
            final int chunk = waiting.peekInt();
            if (overlapsReading(chunk)) {
                break;
            }
            waiting.pollInt();
            final int slot = freeSlots[--freeSlotCount];
            try {
                placement.prepare(
                    slot, streams[chunk].stored(), positions[chunk], lengths[chunk], destinations[slot]);
            } catch (final StoreException e) {
                listener.onIntakeFailed(storeFault(chunk, e));
                return posted + 1;
            }
            slotChunks[slot] = chunk;
            read(slot, chunk);
            counters.add(AgentCounter.READS_IN_FLIGHT, 1);
            posted++;
        }
        return posted;
    }

    private void read(final int slot, final int chunk) {
        slotSinceNs[slot] = nowNs;
        slotCrcs[slot].reset();
        slotChecked[slot] = 0;
        link.read(slot, chunk, lengths[chunk], destinations[slot]);
        counters.increment(AgentCounter.READS_POSTED);
    }

    private boolean overlapsReading(final int chunk) {
        if (freeSlotCount == depth) {
            return false;
        }
        for (int slot = 0; slot < depth; slot++) {
            final int reading = slotChunks[slot];
            if (reading != NONE && streams[reading] == streams[chunk]
                && positions[reading] < positions[chunk] + lengths[chunk]
                && positions[chunk] < positions[reading] + lengths[reading]) {
                return true;
            }
        }
        return false;
    }

    private void mismatch(final int slot, final int chunk, final int found) {
        counters.increment(AgentCounter.CRC_FAILURES);
        if (!retried[chunk]) {
            retried[chunk] = true;
            counters.increment(AgentCounter.READ_RETRIES);
            listener.onRetry();
            read(slot, chunk);
            return;
        }
        final ArrivingStream stream = streams[chunk];
        events.chunk(
            stream.rank(), stream.stream(), positions[chunk], lengths[chunk], 1, Outcome.FAILED,
            nowNs - sinceNs[chunk]);
        listener.onIntakeFailed(new SessionFault(
            AbortCode.CORRUPT, stream.rank(), stream.stream(), positions[chunk], describe(chunk)
            + " was READ twice with CRC-32C " + String.format("%08x", found) + ", it was committed with "
            + String.format("%08x", crcs[chunk])));
    }

    private void stored(final int chunk) {
        final ArrivingStream stream = streams[chunk];
        final long latencyNs = nowNs - sinceNs[chunk];
        stream.onChunk(positions[chunk], lengths[chunk], crcs[chunk], ordinals[chunk]);
        counters.increment(AgentCounter.CHUNKS_DONE);
        counters.add(AgentCounter.BYTES_READ, lengths[chunk]);
        latencies.record(latencyNs);
        events.chunk(
            stream.rank(), stream.stream(), positions[chunk], lengths[chunk], retried[chunk] ? 1 : 0, Outcome.OK,
            latencyNs);
        streams[chunk] = null;
        listener.onChunkStored(chunk, lengths[chunk], stream);
    }

    private void release(final int slot) {
        slotChunks[slot] = NONE;
        freeSlots[freeSlotCount++] = slot;
        counters.add(AgentCounter.READS_IN_FLIGHT, -1);
    }

    private int crcOf(final int slot) {
        check(slot, destinations[slot].length() - slotChecked[slot]);
        return (int) slotCrcs[slot].getValue();
    }

    /** Takes the next bytes of a READ into its checksum. */
    private void check(final int slot, final int length) {
        final Destination destination = destinations[slot];
        int from = slotChecked[slot];
        int left = length;
        slotChecked[slot] += length;
        for (int i = 0; left > 0; i++) {
            final int piece = Math.min(left, destination.length(i) - from);
            if (piece > 0) {
                final ByteBuffer bytes = destination.slab(i).buffer();
                final int position = destination.position(i) + from;
                slotCrcs[slot].update(bytes.limit(position + piece).position(position));
                bytes.clear();
                left -= piece;
            }
            from = Math.max(0, from - destination.length(i));
        }
    }

    private SessionFault storeFault(final int chunk, final StoreException e) {
        return new SessionFault(
            e.noSpace() ? AbortCode.NO_SPACE : AbortCode.STORE, streams[chunk].rank(), streams[chunk].stream(),
            positions[chunk], describe(chunk) + ": " + e.getMessage());
    }

    private String describe(final int chunk) {
        return "rank " + streams[chunk].rank() + ", stream " + streams[chunk].name() + ", offset " + positions[chunk];
    }
}
