package org.rankferry.engine.source;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.agrona.collections.Int2IntHashMap;
import org.agrona.collections.Int2ObjectHashMap;
import org.rankferry.bufferpool.ChunkPool;
import org.rankferry.bufferpool.ChunkState;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.AgentCounters;
import org.rankferry.engine.observe.ChunkLatencies;
import org.rankferry.engine.observe.Outcome;
import org.rankferry.engine.observe.RankCounters;
import org.rankferry.engine.observe.RankState;
import org.rankferry.engine.observe.TransferEvents;
import org.rankferry.protocol.session.SourceSession;

/**
 * The images of all ranks on their way out: what ranks have committed, what the target has yet to hear, and what it
 * has.
 *
 * <p>Joins the ranks' side and the target's side of the source; both call it on the agent's thread. Ranks are known by
 * their number in the job and take a slot, 0 to ranks - 1, when they attach.
 */
final class OutgoingSet {
    private static final int LEASES_AHEAD = 2;

    private final ChunkPool pool;
    private final ChunkTable table;
    private final Announcer announcer;
    private final Announcements announcements;
    private final Int2ObjectHashMap<RankImage> images = new Int2ObjectHashMap<>();
    private final Int2ObjectHashMap<RankCounters> progress = new Int2ObjectHashMap<>();
    private final Int2IntHashMap slotOfRank = new Int2IntHashMap(-1);
    private final int[] slotRanks;
    private final long[] waitedBeforeNs;
    private final AgentCounters counters;
    private final ChunkLatencies latencies;
    private final TransferEvents events;
    private int slots;
    private int settled;

    OutgoingSet(
        final ChunkPool pool, final int ranks, final AgentCounters counters, final ChunkLatencies latencies,
        final TransferEvents events) {

        this.pool = pool;
        this.table = new ChunkTable(pool.geometry().chunks());
        this.announcer = new Announcer(this, pool, table);
        this.announcements = announcer.queue();
        this.slotRanks = new int[ranks];
        this.waitedBeforeNs = new long[ranks];
        this.counters = counters;
        this.latencies = latencies;
        this.events = events;
    }

    // --- ranks come and go

    /** Whether a rank that is not known yet still fits. */
    boolean hasSlotFor(final int rank) {
        return images.containsKey(rank) || slots < slotRanks.length;
    }

    /** Makes a rank known. */
    void admit(final int rank) {
        if (!images.containsKey(rank)) {
            slotOfRank.put(rank, slots);
            slotRanks[slots++] = rank;
            images.put(rank, new RankImage(rank));
            progress.put(rank, counters.rank(rank));
        }
        progress.get(rank).state(RankState.ATTACHED);
    }

    /**
     * A rank's connection is gone. Leases it held go back.
     *
     * @param owed whether ranks were asked for their images.
     * @return whether its image is lost with it.
     */
    boolean leave(final int rank, final String cause, final boolean owed) {
        pool.reclaim(slotOf(rank));
        final RankImage image = images.get(rank);
        final boolean lost = owed && !image.settled();
        if (lost) {
            lose(image, cause);
        }
        return lost;
    }

    /** A rank that was asked for its image will not bring it. */
    void lose(final RankImage image, final String cause) {
        image.lost(cause);
        settled++;
        counters.increment(AgentCounter.RANKS_LOST);
        progress.get(image.rank()).state(RankState.LOST);
    }

    // --- from the ranks

    /** Forgets all images and empties the pool: the ranks are about to be asked for them (again). */
    void restart(final long nowNs) {
        pool.voidAll();
        announcements.clear();
        settled = 0;
        for (int slot = 0; slot < slots; slot++) {
            images.get(slotRanks[slot]).reset(nowNs);
            waitedBeforeNs[slot] = pool.waits().totalNs(slot);
        }
    }

    void onImageBegin(final int rank, final long nowNs) {
        images.get(rank).begin();
        progress.get(rank).begin(0);
        pool.want(slotOf(rank), LEASES_AHEAD, nowNs);
    }

    void onStreamOpen(
        final int rank, final int stream, final boolean seekable, final long expectedBytes, final String name) {

        images.get(rank).open(stream, name, seekable, expectedBytes);
        progress.get(rank).addExpectedBytes(expectedBytes);
        counters.add(AgentCounter.STREAMS_OPEN, 1);
        announcements.streamOpen(rank, stream);
    }

    void onCommit(
        final int rank, final int stream, final int chunk, final long position, final int length, final int crc,
        final long ordinal, final long nowNs) {

        pool.ready(chunk, slotOf(rank), nowNs);
        table.committed(chunk, rank, stream, position, length, crc, ordinal, nowNs);
        images.get(rank).committed(length);
        counters.increment(AgentCounter.CHUNKS_READY);
        announcements.chunk(chunk);
    }

    void onStreamEnd(
        final int rank, final int stream, final long length, final long chunks, final boolean digestKnown,
        final int crc) {

        images.get(rank).stream(stream).end(length, chunks, digestKnown, crc);
        counters.add(AgentCounter.STREAMS_OPEN, -1);
        announcements.streamEnd(rank, stream);
    }

    /** The rank asks for an answer when all it has committed so far is done. */
    void onSync(final int rank) {
        for (int chunk = 0; chunk < pool.geometry().chunks(); chunk++) {
            final ChunkState state = pool.state(chunk);
            if ((state == ChunkState.READY || state == ChunkState.READING) && table.rank(chunk) == rank) {
                images.get(rank).syncs(chunk);
            }
        }
    }

    /** Whether the target holds all that the rank's last Sync was about. */
    boolean synced(final int rank) {
        return images.get(rank).synced();
    }

    void onImageEnd(final int rank) {
        images.get(rank).end();
        settled++;
        pool.stop(slotOf(rank));
        progress.get(rank).state(RankState.WRITTEN);
        announcements.imageEnd(rank);
    }

    void onLeaseReturned(final int rank, final int chunk, final long nowNs) {
        // A lease from before a restart is void; the pool frees it by itself when the rank asks for the next.
        if (pool.holds(chunk, slotOf(rank))) {
            pool.giveBack(chunk, slotOf(rank), nowNs);
        }
    }

    // --- towards the target

    /** Says as much as credits allow. Returns how many frames were sent. */
    int announce(final SourceSession session) {
        final int sent = announcer.announce(session);
        counters.add(AgentCounter.FRAMES_OUT, sent);
        if (!announcements.isEmpty()) {
            counters.increment(AgentCounter.CREDIT_STALLS);
        }
        return sent;
    }

    /** All images have ended: the target may commit. */
    void announceEnd() {
        announcements.setEnd();
    }

    /** The link is lost: what was being READ is READY again. */
    void onLinkLost() {
        for (int chunk = 0; chunk < pool.geometry().chunks(); chunk++) {
            if (pool.state(chunk) == ChunkState.READING) {
                pool.unread(chunk);
            }
        }
    }

    /** The target holds these chunks already: a ChunkDone was lost with the link. */
    void onHeld(final int rank, final int stream, final long firstOrdinal, final long count) {
        for (int chunk = 0; chunk < pool.geometry().chunks(); chunk++) {
            if (pool.state(chunk) == ChunkState.READY && table.rank(chunk) == rank && table.stream(chunk) == stream
                && table.ordinal(chunk) >= firstOrdinal && table.ordinal(chunk) - firstOrdinal < count) {
                finished(chunk, System.nanoTime());
            }
        }
    }

    /** Says everything again to a target that has resumed the session, less what it holds. */
    void reannounce(final boolean setEnded) {
        announcer.again(setEnded);
    }

    // --- from the target

    void onChunkDone(final int chunk, final long nowNs) {
        finished(chunk, nowNs);
    }

    void onImageStored(final int rank, final long nowNs) {
        final RankImage image = images.get(rank);
        if (image.state() == RankImage.State.ENDED) {
            image.stored(nowNs);
            counters.increment(AgentCounter.IMAGES_STORED);
            progress.get(rank).state(RankState.STORED);
        }
    }

    /** The set is over, one way or the other. */
    void finish(final RankState state) {
        for (int slot = 0; slot < slots; slot++) {
            if (images.get(slotRanks[slot]).state() != RankImage.State.LOST) {
                progress.get(slotRanks[slot]).state(state);
            }
        }
    }

    // --- questions

    /** Whether no rank has anything more to write. */
    boolean settled() {
        return settled == slots;
    }

    /** Whether it is the rank's turn to do something: begin its image, or fill a chunk that it holds. */
    boolean owesWork(final int rank) {
        final RankImage image = images.get(rank);
        return image.state() == RankImage.State.AWAITED
            || (image.state() == RankImage.State.WRITING && pool.held(slotOf(rank)) > 0);
    }

    /** Whether the target has every image that was not lost. */
    boolean survivorsStored() {
        for (int slot = 0; slot < slots; slot++) {
            final RankImage.State state = images.get(slotRanks[slot]).state();
            if (state != RankImage.State.STORED && state != RankImage.State.LOST) {
                return false;
            }
        }
        return true;
    }

    /** The ranks that were lost, as the text of an error; null when there is none. */
    String lostRanks() {
        StringBuilder text = null;
        for (int slot = 0; slot < slots; slot++) {
            final RankImage image = images.get(slotRanks[slot]);
            if (image.state() == RankImage.State.LOST) {
                text = text == null ? new StringBuilder() : text.append("; ");
                text.append("rank ").append(image.rank()).append(' ').append(image.lostCause())
                    .append(", after ").append(image.bytesCommitted()).append(" bytes of its image");
            }
        }
        return text == null ? null : text.toString();
    }

    /** Number of the first rank that was lost. */
    int firstLostRank() {
        for (int slot = 0; slot < slots; slot++) {
            if (images.get(slotRanks[slot]).state() == RankImage.State.LOST) {
                return slotRanks[slot];
            }
        }
        return 0;
    }

    RankImage image(final int rank) {
        return images.get(rank);
    }

    /** Goes through the images of all ranks that have attached, in the order of their slots. */
    void forEach(final Consumer<RankImage> consumer) {
        for (int slot = 0; slot < slots; slot++) {
            consumer.accept(images.get(slotRanks[slot]));
        }
    }

    /** Ranks that have attached. */
    int size() {
        return slots;
    }

    /** The slot of a rank that has attached. */
    int slotOf(final int rank) {
        return slotOfRank.get(rank);
    }

    /** The rank that sits in a slot of the pool. */
    int rankOfSlot(final int slot) {
        return slotRanks[slot];
    }

    /** Bytes of all images that have ended. */
    long bytes() {
        long sum = 0;
        for (int slot = 0; slot < slots; slot++) {
            sum += images.get(slotRanks[slot]).length();
        }
        return sum;
    }

    List<TransferResult.Image> results() {
        final List<TransferResult.Image> results = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            results.add(images.get(slotRanks[slot]).result(pool.waits().totalNs(slot) - waitedBeforeNs[slot]));
        }
        results.sort((a, b) -> Integer.compare(a.rank(), b.rank()));
        return results;
    }

    private void finished(final int chunk, final long nowNs) {
        pool.done(chunk);
        final int rank = table.rank(chunk);
        final int length = table.length(chunk);
        final long latencyNs = nowNs - table.readyNs(chunk);
        images.get(rank).done(chunk, length);
        progress.get(rank).addBytes(length);
        counters.increment(AgentCounter.CHUNKS_DONE);
        counters.add(AgentCounter.BYTES_READ, length);
        latencies.record(latencyNs);
        events.chunk(rank, table.stream(chunk), table.position(chunk), length, 0, Outcome.OK, latencyNs);
    }
}
