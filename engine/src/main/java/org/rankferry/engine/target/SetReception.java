package org.rankferry.engine.target;

import org.agrona.CloseHelper;
import org.rankferry.engine.api.Deadlines;
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
import org.rankferry.protocol.session.HeldSink;
import org.rankferry.protocol.session.Refusal;
import org.rankferry.protocol.session.SessionFault;
import org.rankferry.protocol.session.SourceTerms;
import org.rankferry.protocol.wire.codec.AbortCode;

/**
 * Receives one image set at a time: from the welcome of its source, over lost links, to the commit or the end.
 *
 * <pre>
 *   VACANT --welcome--> RECEIVING --all whole, set ended--> COMMITTING --manifest written--> COMMITTED
 *                        |     ^                                |                               |
 *                   lost |     | same session again             | store fails          next welcome
 *                        v     |                                v                               |
 *                       SUSPENDED --resume deadline, abort--> VACANT  &lt;-------------------------+
 * </pre>
 *
 * <p>COMMITTED remembers its session, so that a source whose link was lost with the Committed frame hears of it.
 */
final class SetReception implements ChunkIntake.Listener {
    /** Where the reception is. */
    enum State {
        /** No set. */
        VACANT,
        /** A source brings its set. */
        RECEIVING,
        /** The link is lost, the set is kept for the source to come back. */
        SUSPENDED,
        /** Everything is here; the store makes it durable. */
        COMMITTING,
        /** The set is committed. */
        COMMITTED
    }

    private final TargetParts parts;
    private final TargetAgent agent;
    private final AgentCounters counters;
    private final Deadlines deadlines;
    private final Admission admission;
    private State state = State.VACANT;
    private SourcePeer peer;
    private SourceTerms terms;
    private ArrivingSet set;
    private Placement placement;
    private ChunkIntake intake;
    private TransferEvents events;
    private SetCommit commit;
    private SessionFault failure;
    private long verifyNs;
    private long suspendedNs;
    private String lostCause;
    private long nowNs;

    SetReception(final TargetParts parts, final TargetAgent agent) {
        this.parts = parts;
        this.agent = agent;
        this.counters = parts.counters();
        this.deadlines = parts.options().deadlines();
        this.admission = new Admission(parts.store());
    }

    /** The source that brings the set now, or null. */
    SourcePeer peer() {
        return peer;
    }

    /** Whether no set is under way. */
    boolean idle() {
        return state == State.VACANT || state == State.COMMITTED;
    }

    /** The set that is under way or was committed last, or null. */
    ArrivingSet set() {
        return set;
    }

    int doWork(final long now) {
        nowNs = now;
        int work = 0;
        if (failure != null) {
            final SessionFault fault = failure;
            failure = null;
            abort(fault);
            return 1;
        }
        if (state == State.RECEIVING) {
            work += intake.doWork(now);
        }
        if (state == State.COMMITTING || (state == State.SUSPENDED && commit != null)) {
            work += goOnCommitting();
        }
        if (peer != null && !peer.isClosed()) {
            work += peer.flush();
        }
        return work;
    }

    void checkDeadlines(final long now) {
        nowNs = now;
        if (state == State.SUSPENDED && commit == null && now - suspendedNs > deadlines.resume().toNanos()) {
            abort(SessionFault.of(AbortCode.PEER_LOST, "source of job " + terms.job() + " is lost: " + lostCause
                + "; it has not come back within " + deadlines.resume().toMillis() / 1000.0 + " s"));
        }
        if (state == State.RECEIVING) {
            final String overdue = intake.overdue(now, deadlines.read().toNanos());
            if (overdue != null) {
                onReadFailed(overdue);
            }
        }
    }

    /** Gives the set up: the source is told, what has come is removed. */
    void abort(final SessionFault fault) {
        if (idle()) {
            return;
        }
        final SourceTerms given = terms;
        counters.increment(AgentCounter.ERRORS);
        parts.errorLog().record(new IllegalStateException(fault.text()));
        if (peer != null) {
            peer.abort(fault);
            peer.close();
        }
        if (set != null) {
            events.sessionEnd(
                parts.transport().transport().name(), address(), set.bytes(), set.retries(), Outcome.ABORTED);
            set.incoming().discard(fault.text());
        }
        counters.progress().forEach(rank -> counters.rank(rank.rank()).state(RankState.ABORTED));
        vacate();
        parts.observer().onAborted(given.job(), given.epoch(), fault.text());
        parts.outcomes().failed(fault.text());
    }

    /** The link to the source is gone. */
    void onPeerLost(final String cause, final long now) {
        final String address = peer.address();
        peer = null;
        if (state == State.RECEIVING || state == State.COMMITTING) {
            state = State.SUSPENDED;
            suspendedNs = now;
            lostCause = cause;
            intake.reset(null);
            parts.observer().onSourceLost(address, cause);
        }
    }

    // --- from the session of the peer that brings the set

    void onPoolRegions(final SourcePeer source, final PoolRegions regions) {
        if (source == peer) {
            source.link().attach(
                regions, terms.chunkBytes(), terms.chunks(), Math.min(parts.options().readDepth(), terms.readDepth()));
        }
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
        if (failure != null) {
            return;
        }
        if (state == State.COMMITTED) {
            tellCommitted();
            return;
        }
        set.onSetEnd(ranks, bytes);
        commitWhenComplete();
    }

    void onSourceAbort(final SourcePeer source, final SessionFault fault) {
        if (source == peer) {
            failure = SessionFault.of(fault.code(), "given up by the source: " + fault.text());
        }
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
        // The source keeps every chunk until its ChunkDone: a new link brings them again.
        if (peer != null) {
            final SourcePeer failed = peer;
            failed.lost();
            failed.close();
            onPeerLost(cause, nowNs);
        }
    }

    // --- the set

    /** Whether a source may go on to prove the secret; null when it may. */
    Refusal admit(final SourceTerms offered, final int attempt) {
        final boolean known = set != null && set.isOf(offered);
        final boolean vacant = idle() || replaceable(offered);
        return admission.judge(offered, attempt, known, vacant ? null : terms);
    }

    /** Whether a set whose source is away makes room for a new attempt of the same job. */
    private boolean replaceable(final SourceTerms offered) {
        return state == State.SUSPENDED && commit == null && terms.job().equals(offered.job())
            && offered.epoch() >= terms.epoch();
    }

    /** A source has proved the secret: its set begins, or goes on. */
    void welcome(
        final SourcePeer newcomer, final SourceTerms offered, final int attempt, final HeldSink sink) {

        nowNs = newcomer.nowNs();

        agent.welcomed(newcomer);
        if (attempt > 0 && set != null && set.isOf(offered)) {
            if (peer != null) {
                peer.close();
            }
            peer = newcomer;
            set.onReconnect(attempt);
            counters.increment(AgentCounter.RECONNECTS);
            set.streams().forEach(stream -> sink.held(stream.rank(), stream.stream(), stream.ordinals()));
            if (state == State.SUSPENDED) {
                state = commit == null ? State.RECEIVING : State.COMMITTING;
            }
            intake.reset(newcomer.link());
        } else {
            if (!idle()) {
                abort(SessionFault.of(AbortCode.PEER_LOST, "source of job " + offered.job()
                    + " is lost: a new session of the same job has come"));
            }
            vacate();
            peer = newcomer;
            begin(offered, attempt);
        }
        parts.observer().onSourceReady(newcomer.address(), offered.job(), offered.epoch(), attempt > 0);
    }

    private void begin(final SourceTerms newTerms, final int attempt) {
        terms = newTerms;
        final TargetOptions options = parts.options();
        events = new TransferEvents(terms.job(), terms.epoch());
        events.sessionBegin();
        final int depth = Math.min(options.readDepth(), terms.readDepth());
        placement = options.placement() == TargetOptions.Placing.DIRECT ? Placement.direct()
            : Placement.staged(depth, terms.chunkBytes(), parts.transport().transport().registrar());
        parts.latencies().reset();
        intake = new ChunkIntake(
            terms.chunks(), depth, terms.crc(), placement, counters, parts.latencies(), events, this);
        intake.reset(peer.link());
        counters.forgetRanks();
        final SetIdentity identity = new SetIdentity(
            terms.session(), terms.job(), terms.epoch(), terms.ranks(), terms.expectedBytes(), terms.chunkBytes());
        state = State.RECEIVING;
        try {
            set = new ArrivingSet(terms, parts.store().begin(identity), attempt);
        } catch (final StoreException e) {
            // The handshake is under way; the source hears of it in the next duty cycle.
            failure = storeFault(e);
        }
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
            commitWhenComplete();
        }
    }

    private void commitWhenComplete() {
        if (state != State.RECEIVING || !set.complete()) {
            return;
        }
        final String mismatch = set.mismatch();
        if (mismatch != null) {
            failure = SessionFault.of(AbortCode.CORRUPT, mismatch);
            return;
        }
        state = State.COMMITTING;
        commit = new SetCommit(set, nowNs);
        goOnCommitting();
    }

    private int goOnCommitting() {
        try {
            if (!commit.poll()) {
                return 0;
            }
        } catch (final StoreException e) {
            commit = null;
            abort(storeFault(e));
            return 1;
        }
        verifyNs = commit.elapsedNs(nowNs);
        commit = null;
        state = State.COMMITTED;
        committed();
        return 1;
    }

    private void committed() {
        admission.committed(terms);
        counters.increment(AgentCounter.SETS_COMMITTED);
        counters.progress().forEach(rank -> counters.rank(rank.rank()).state(RankState.COMMITTED));
        events.sessionEnd(parts.transport().transport().name(), address(), set.bytes(), set.retries(), Outcome.OK);
        final TransferResult result = new TransferResult(
            terms.job(), terms.epoch(), parts.transport().transport().name(), parts.transport().reason(),
            parts.transport().transport().payloadCopies() + placement.copies(), terms.chunkBytes(), terms.poolBytes(),
            Math.min(parts.options().readDepth(), terms.readDepth()), set.results(), nowNs - set.firstNs(),
            parts.setupNs(), parts.latencies().summary(), set.retries(), set.reconnects(), 0, verifyNs,
            set.incoming().directory());
        CloseHelper.quietClose(placement);
        placement = null;
        parts.observer().onCommitted(result);
        if (peer != null) {
            tellCommitted();
            agent.seeOff(peer, result);
            peer = null;
        } else {
            parts.outcomes().committed(result);
        }
    }

    private void tellCommitted() {
        peer.session().committed(set.bytes(), verifyNs, set.retries());
        peer.flush();
    }

    private void vacate() {
        CloseHelper.quietClose(placement);
        placement = null;
        intake = null;
        commit = null;
        failure = null;
        peer = null;
        set = null;
        state = State.VACANT;
    }

    private String address() {
        return peer == null ? "gone" : peer.address();
    }

    private static SessionFault storeFault(final StoreException e) {
        return SessionFault.of(e.noSpace() ? AbortCode.NO_SPACE : AbortCode.STORE, e.getMessage());
    }
}
