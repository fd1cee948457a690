package org.rankferry.engine.target;

import org.agrona.CloseHelper;
import org.rankferry.engine.api.Deadlines;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.store.StoreException;
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
 * <p>A link that is lost while COMMITTING changes nothing: the commit goes on. COMMITTED remembers its session, so that
 * a source whose link was lost with the Committed frame hears of it.
 */
final class SetReception {
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
        COMMITTED;

        /** The transition table. */
        boolean canBecome(final State next) {
            return switch (this) {
                case VACANT -> next == RECEIVING;
                case RECEIVING -> next == SUSPENDED || next == COMMITTING || next == VACANT;
                case SUSPENDED -> next == RECEIVING || next == VACANT;
                case COMMITTING -> next == COMMITTED || next == VACANT;
                case COMMITTED -> next == VACANT;
            };
        }

        State become(final State next) {
            if (!canBecome(next)) {
                throw new IllegalStateException("reception can't go from " + this + " to " + next);
            }
            return next;
        }
    }

    private final TargetParts parts;
    private final TargetAgent agent;
    private final Deadlines deadlines;
    private final Admission admission;
    private State state = State.VACANT;
    private SourcePeer peer;
    private SetAssembly assembly;
    private SetCommit commit;
    private long verifyNs;
    private long suspendedNs;
    private String lostCause;
    private long nowNs;

    SetReception(final TargetParts parts, final TargetAgent agent) {
        this.parts = parts;
        this.agent = agent;
        this.deadlines = parts.options().deadlines();
        this.admission = new Admission(parts.store());
    }

    /** The source that brings the set now, or null. */
    SourcePeer peer() {
        return peer;
    }

    /** The set as this peer's session builds it, or null when the set is another's. */
    SetAssembly assemblyOf(final SourcePeer source) {
        return source == peer ? assembly : null;
    }

    /** The set that is under way or was committed last, or null. */
    ArrivingSet set() {
        return assembly == null ? null : assembly.set();
    }

    /** Whether no set is under way. */
    boolean idle() {
        return state == State.VACANT || state == State.COMMITTED;
    }

    /** Tells the time of this duty cycle, before anything else in it. */
    void onTime(final long now) {
        nowNs = now;
        if (assembly != null) {
            assembly.onTime(now);
        }
    }

    int doWork() {
        int work = 0;
        if (state == State.RECEIVING) {
            work += assembly.doWork();
            final String readFailure = assembly.readFailure();
            if (assembly.failure() != null) {
                abort(assembly.failure());
                return work + 1;
            }
            if (readFailure != null) {
                // The source keeps every chunk until its ChunkDone: a new link brings them again.
                peer.lost();
                peer.close();
                onPeerLost(readFailure);
                return work + 1;
            }
            if (assembly.complete()) {
                state = state.become(State.COMMITTING);
                commit = new SetCommit(assembly.set(), nowNs);
            }
        }
        if (state == State.COMMITTING) {
            work += goOnCommitting();
        }
        if (peer != null && !peer.isClosed()) {
            work += peer.flush();
        }
        return work;
    }

    void checkDeadlines() {
        if (state == State.SUSPENDED && nowNs - suspendedNs > deadlines.resume().toNanos()) {
            abort(SessionFault.of(AbortCode.PEER_LOST, "source of job " + assembly.terms().job() + " is lost: "
                + lostCause + "; it has not come back within " + deadlines.resume().toMillis() / 1000.0 + " s"));
        }
    }

    /** Gives the set up: the source is told, what has come is removed. */
    void abort(final SessionFault fault) {
        if (idle()) {
            return;
        }
        final SourceTerms terms = assembly.terms();
        parts.home().counters().increment(AgentCounter.ERRORS);
        parts.home().errorLog().record(new IllegalStateException(fault.text()));
        final String address = address();
        if (peer != null) {
            peer.abort(fault);
            peer.close();
        }
        assembly.discard(address, fault.text());
        vacate();
        parts.observer().onAborted(terms.job(), terms.epoch(), fault.text());
        parts.outcomes().failed(fault.text());
    }

    /** The link to the source is gone. */
    void onPeerLost(final String cause) {
        if (!idle() && assembly.failure() != null) {
            // Its last words came together with its end: it will not be back.
            abort(assembly.failure());
            return;
        }
        final String address = peer.address();
        peer = null;
        if (!idle()) {
            assembly.connect(null);
            lostCause = cause;
            if (state == State.RECEIVING) {
                state = state.become(State.SUSPENDED);
                suspendedNs = nowNs;
            }
            parts.observer().onSourceLost(address, cause);
        }
    }

    /** Whether a source may go on to prove the secret; null when it may. */
    Refusal admit(final SourceTerms offered, final int attempt) {
        final boolean known = set() != null && set().isOf(offered);
        return admission.judge(offered, attempt, known, idle() || replaceable(offered) ? null : assembly.terms());
    }

    /** A source has proved the secret: its set begins, or goes on. */
    void welcome(
        final SourcePeer newcomer, final SourceTerms offered, final int attempt, final HeldSink sink) {

        agent.welcomed(newcomer);
        if (attempt > 0 && set() != null && set().isOf(offered)) {
            resume(newcomer, attempt, sink);
        } else {
            abort(SessionFault.of(AbortCode.PEER_LOST, "source of job " + offered.job()
                + " is lost: a new session of the same job has come"));
            vacate();
            peer = newcomer;
            assembly = new SetAssembly(parts, offered, attempt, nowNs);
            assembly.connect(newcomer);
            state = state.become(State.RECEIVING);
        }
        parts.observer().onSourceReady(newcomer.address(), offered.job(), offered.epoch(), attempt > 0);
    }

    /** The source has ended its set once more, after the commit: its Committed was lost with the link. */
    void onSetEndAgain() {
        if (state == State.COMMITTED) {
            tellCommitted();
        }
    }

    private void resume(final SourcePeer newcomer, final int attempt, final HeldSink sink) {
        if (peer != null) {
            peer.close();
        }
        peer = newcomer;
        set().onReconnect(attempt);
        parts.home().counters().increment(AgentCounter.RECONNECTS);
        set().streams().forEach(stream -> sink.held(stream.rank(), stream.stream(), stream.ordinals()));
        assembly.connect(newcomer);
        if (state == State.SUSPENDED) {
            state = state.become(State.RECEIVING);
        }
    }

    /** Whether a set whose source is away makes room for a new attempt of the same job. */
    private boolean replaceable(final SourceTerms offered) {
        return state == State.SUSPENDED && assembly.terms().job().equals(offered.job())
            && offered.epoch() >= assembly.terms().epoch();
    }

    private int goOnCommitting() {
        try {
            if (!commit.poll()) {
                return 0;
            }
        } catch (final StoreException e) {
            abort(SetAssembly.storeFault(e));
            return 1;
        }
        verifyNs = commit.elapsedNs(nowNs);
        commit = null;
        state = state.become(State.COMMITTED);
        admission.committed(assembly.terms());
        parts.home().counters().increment(AgentCounter.SETS_COMMITTED);
        final TransferResult result = assembly.committed(address(), verifyNs);
        parts.observer().onCommitted(result);
        if (peer != null && tellCommitted()) {
            agent.seeOff(peer, result);
            peer = null;
        } else {
            parts.outcomes().committed(result);
        }
        return 1;
    }

    /** Tells the source, if its session has come as far as to hear it. */
    private boolean tellCommitted() {
        if (!peer.awaitsCommit()) {
            return false;
        }
        peer.session().committed(set().bytes(), verifyNs, set().retries());
        peer.flush();
        return true;
    }

    private void vacate() {
        CloseHelper.quietClose(assembly);
        assembly = null;
        commit = null;
        peer = null;
        if (state != State.VACANT) {
            state = state.become(State.VACANT);
        }
    }

    private String address() {
        return peer == null ? "gone" : peer.address();
    }
}
