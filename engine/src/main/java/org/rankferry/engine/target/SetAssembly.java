package org.rankferry.engine.target;

import java.util.List;
import java.util.stream.IntStream;

import org.agrona.CloseHelper;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.AgentCounters;
import org.rankferry.engine.observe.Outcome;
import org.rankferry.engine.observe.RankState;
import org.rankferry.engine.observe.TransferEvents;
import org.rankferry.engine.store.Placement;
import org.rankferry.engine.store.SetIdentity;
import org.rankferry.engine.store.StoreException;
import org.rankferry.engine.transport.PoolRegions;
import org.rankferry.engine.transport.Transport;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.protocol.session.SessionFault;
import org.rankferry.protocol.session.SourceTerms;
import org.rankferry.protocol.wire.codec.AbortCode;

/**
 * Puts one set together: what its source's session says, and what READs bring, become streams, images and at last a
 * whole set. The first thing that goes wrong is kept as {@link #failure()}; nothing is taken in after it.
 */
final class SetAssembly implements ChunkIntake.Listener, AutoCloseable {
    private final TargetParts parts;
    private final SourceTerms terms;
    private final AgentCounters counters;
    private final TransferEvents events;
    private final Placement placement;
    private final ChunkIntake intake;
    private final int depth;
    private final long pinnedBeforeNs;
    private final List<TransferResult.Rail> carriedBefore;
    private ArrivingSet set;
    private SourcePeer peer;
    private SessionFault failure;
    private String readFailure;
    private long nowNs;

    SetAssembly(final TargetParts parts, final SourceTerms terms, final int attempt, final long nowNs) {
        this.parts = parts;
        this.nowNs = nowNs;
        this.terms = terms;
        this.counters = parts.home().counters();
        final TargetOptions options = parts.options();
        depth = Math.min(Math.min(options.readDepth(), parts.fabric().mostReads()), terms.readDepth());
        pinnedBeforeNs = parts.fabric().pinNs();
        carriedBefore = parts.fabric().carried();
        events = new TransferEvents(terms.job(), terms.epoch());
        events.sessionBegin();
        placement = place(options.placement());
        parts.latencies().reset();
        intake = new ChunkIntake(
            terms.chunks(), depth, terms.crc(), placement, counters, parts.latencies(), events, this);
        counters.forgetRanks();
        counters.set(AgentCounter.STREAMS_OPEN, 0);
        try {
            set = new ArrivingSet(terms, parts.store().begin(new SetIdentity(
                terms.session(), terms.job(), terms.epoch(), terms.ranks(), terms.expectedBytes(),
                terms.chunkBytes())), attempt);
        } catch (final StoreException e) {
            // The handshake is under way; the source hears of it in the next duty cycle.
            failure = storeFault(e);
        }
    }

    /** Goes on with this peer's link; with null, what was being READ is forgotten. */
    void connect(final SourcePeer newPeer) {
        peer = newPeer;
        readFailure = null;
        intake.reset(newPeer == null ? null : newPeer.link());
    }

    /** Tells the time of this duty cycle. */
    void onTime(final long now) {
        nowNs = now;
    }

    int doWork() {
        return failure == null ? intake.doWork(nowNs) : 0;
    }

    // --- from the session

    void onPoolRegions(final PoolRegions regions) {
        peer.link().attach(regions, terms.chunkBytes(), terms.chunks(), depth);
    }

    void onStreamOpen(
        final int rank, final int stream, final boolean seekable, final long expectedBytes, final String name) {

        if (failure != null || set.stream(rank, stream) != null) {
            return;
        }
        try {
            set.open(rank, stream, seekable, expectedBytes, name, nowNs);
        } catch (final StoreException e) {
            failure = storeFault(e);
            return;
        }
        counters.add(AgentCounter.STREAMS_OPEN, 1);
        counters.rank(rank).state(RankState.WRITING);
        counters.rank(rank).addExpectedBytes(expectedBytes);
    }

    void onChunkReady(
        final int rank, final int stream, final int chunk, final long position, final int length, final int crc,
        final long ordinal) {

        if (failure != null) {
            return;
        }
        final ArrivingStream arriving = set.stream(rank, stream);
        if (arriving.holds(ordinal)) {
            peer.session().chunkDone(chunk);
        } else {
            intake.onChunkReady(arriving, chunk, position, length, crc, ordinal, nowNs);
        }
    }

    void onStreamEnd(
        final int rank, final int stream, final long length, final long chunks, final boolean digestKnown,
        final int crc) {

        if (failure == null) {
            final ArrivingStream arriving = set.stream(rank, stream);
            if (!arriving.whole()) {
                arriving.onEnd(length, chunks, digestKnown, crc);
                finishWhenComplete(arriving);
            }
        }
    }

    void onImageEnd(final int rank, final int streams) {
        if (failure != null) {
            return;
        }
        if (set.isStored(rank)) {
            peer.session().imageStored(rank, set.imageBytes(rank));
        } else {
            set.onImageEnd(rank, streams, nowNs);
            storeWhenWhole(rank);
        }
    }

    void onSetEnd(final int ranks, final long bytes) {
        if (failure == null) {
            set.onSetEnd(ranks, bytes);
        }
    }

    void onSourceAbort(final SessionFault fault) {
        failure = SessionFault.of(fault.code(), "given up by the source: " + fault.text());
    }

    // --- from the intake

    @Override
    public void onChunkStored(final int chunk, final int length, final ArrivingStream stream) {
        counters.rank(stream.rank()).addBytes(length);
        peer.session().chunkDone(chunk);
        finishWhenComplete(stream);
    }

    @Override
    public void onRetry() {
        set.onRetry();
    }

    @Override
    public void onIntakeFailed(final SessionFault fault) {
        failure = fault;
        intake.reset(null);
    }

    @Override
    public void onReadFailed(final String cause) {
        if (readFailure == null) {
            readFailure = cause;
        }
    }

    // --- questions

    /** Why the set can't go on, or null. */
    SessionFault failure() {
        return failure;
    }

    /** Why the link can't go on though the set may, or null: a READ failed, or took longer than its deadline. */
    String readFailure() {
        return readFailure != null ? readFailure : intake.overdue(nowNs, parts.options().deadlines().read().toNanos());
    }

    /** Whether everything is here and agrees with what the source said; what does not agree becomes the failure. */
    boolean complete() {
        if (failure != null || !set.complete()) {
            return false;
        }
        final String mismatch = set.mismatch();
        if (mismatch != null) {
            failure = SessionFault.of(AbortCode.CORRUPT, mismatch);
        }
        return mismatch == null;
    }

    /** The set, or null when the store had no place for it. */
    ArrivingSet set() {
        return set;
    }

    SourceTerms terms() {
        return terms;
    }

    private Placement place(final TargetOptions.Placing placing) {
        try {
            return placing == TargetOptions.Placing.DIRECT ? Placement.direct()
                : Placement.staged(depth, terms.chunkBytes(), parts.fabric().registrar());
        } catch (final TransportException e) {
            failure = SessionFault.of(AbortCode.STORE, e.getMessage());
            return Placement.direct();
        }
    }

    // --- the end

    /** The set is committed. */
    TransferResult committed(final String peerAddress, final long verifyNs) {
        finish(peerAddress, RankState.COMMITTED, Outcome.OK);
        return new TransferResult(
            terms.job(), terms.epoch(), transport().name(), parts.transport().reason(), parts.fabric().device(),
            carried(), transport().payloadCopies() + placement.copies(), terms.chunkBytes(), terms.poolBytes(), depth,
            set.results(), nowNs - set.firstNs(), parts.setupNs() + parts.fabric().pinNs() - pinnedBeforeNs,
            parts.latencies().summary(), set.retries(), set.reconnects(), 0, verifyNs, set.incoming().directory());
    }

    private List<TransferResult.Rail> carried() {
        final List<TransferResult.Rail> rails = parts.fabric().carried();
        return IntStream.range(0, rails.size())
            .mapToObj(i -> new TransferResult.Rail(
                rails.get(i).device(), rails.get(i).bytes() - carriedBefore.get(i).bytes()))
            .toList();
    }

    /** The set is given up: what has come is removed. */
    void discard(final String peerAddress, final String reason) {
        if (set != null) {
            finish(peerAddress, RankState.ABORTED, Outcome.ABORTED);
            set.incoming().discard(reason);
        }
    }

    @Override
    public void close() {
        intake.reset(null);
        CloseHelper.quietClose(placement);
    }

    static SessionFault storeFault(final StoreException e) {
        return SessionFault.of(e.noSpace() ? AbortCode.NO_SPACE : AbortCode.STORE, e.getMessage());
    }

    private void finish(final String peerAddress, final RankState state, final Outcome outcome) {
        events.sessionEnd(transport().name(), peerAddress, set.bytes(), set.retries(), outcome);
        counters.progress().forEach(rank -> counters.rank(rank.rank()).state(state));
        counters.set(AgentCounter.STREAMS_OPEN, 0);
    }

    private void finishWhenComplete(final ArrivingStream stream) {
        if (stream.whole() || !stream.complete()) {
            return;
        }
        try {
            final String fault = stream.finish(terms.crc());
            if (fault != null) {
                failure = new SessionFault(AbortCode.CORRUPT, stream.rank(), stream.stream(), -1, fault);
                return;
            }
        } catch (final StoreException e) {
            failure = storeFault(e);
            return;
        }
        events.stream(
            stream.rank(), stream.stream(), stream.length(), stream.chunks(), Outcome.OK, nowNs - stream.openedNs());
        counters.add(AgentCounter.STREAMS_OPEN, -1);
        storeWhenWhole(stream.rank());
    }

    private void storeWhenWhole(final int rank) {
        if (set.becameStored(rank, nowNs)) {
            counters.increment(AgentCounter.IMAGES_STORED);
            counters.rank(rank).state(RankState.STORED);
            peer.session().imageStored(rank, set.imageBytes(rank));
            parts.observer().onImageStored(rank, set.imageBytes(rank));
        }
    }

    private Transport transport() {
        return parts.transport().transport();
    }
}
