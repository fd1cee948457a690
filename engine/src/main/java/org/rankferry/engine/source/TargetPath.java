package org.rankferry.engine.source;

import java.security.SecureRandom;
import java.util.List;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.rankferry.engine.api.Deadlines;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.AgentCounters;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.Fabric;
import org.rankferry.engine.transport.FrameHandler;
import org.rankferry.engine.transport.LinkOptions;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.PoolMemory;
import org.rankferry.engine.transport.PoolRegions;
import org.rankferry.engine.transport.SourceLink;
import org.rankferry.protocol.session.Refusal;
import org.rankferry.protocol.session.SessionFault;
import org.rankferry.protocol.session.SessionTimes;
import org.rankferry.protocol.session.SharedSecret;
import org.rankferry.protocol.session.SourceEvents;
import org.rankferry.protocol.session.SourceSession;
import org.rankferry.protocol.session.SourceTerms;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.codec.AbortCode;
import org.rankferry.protocol.wire.codec.RefusalCode;

/**
 * The way to the target: connects, reconnects to a session that was lost, and falls back to the next target.
 *
 * <pre>
 *   IDLE --open--> CONNECTING --link open--> GREETING --welcome--> READY
 *                     ^  |                      |                    |
 *                     |  +---- refused, lost ---+------- lost -------+
 *                     |                         v
 *                     +----- time to retry --- WAITING -- deadline, no target left --> EXHAUSTED
 * </pre>
 *
 * <p>A lost link is retried until the resume deadline, with the same session and the next attempt. A target that does
 * not know the session any more, that nobody listens for, or that stays away longer, is lost: the next one starts with
 * a new session and nothing.
 */
final class TargetPath implements SourceEvents, AutoCloseable {
    private static final long RETRY_NS = 100_000_000L;
    /** Refusals by the peer's host in a row after which a target that had a session counts as gone. */
    private static final int GONE_AFTER = 3;
    private static final int FRAMES_PER_POLL = 64;

    /** Where the path is. */
    enum State {
        /** Not wanted. */
        IDLE,
        /** A link is being made. */
        CONNECTING,
        /** The session shakes hands. */
        GREETING,
        /** The session streams. */
        READY,
        /** A failed link is tried again soon. */
        WAITING,
        /** No target is left. */
        EXHAUSTED
    }

    /** What the agent hears of the path. */
    interface Listener {
        /** The target is there. {@code resumed}: it holds what it held; else it starts with nothing. */
        void onTargetReady(String peer, boolean resumed);

        /** The link or the target is lost; {@code next} says what is done about it. */
        void onTargetLost(String peer, String cause, String next);

        /** The target holds these chunks already. */
        void onHeld(int rank, int stream, long firstOrdinal, long count);

        /** The target has stored a chunk. */
        void onChunkDone(int chunk);

        /** The target has stored an image. */
        void onImageStored(int rank);

        /** The target has committed the set. */
        void onCommitted(long bytes, long verifyNanos, long retries);

        /** The set can't reach a target: it was given up there, or no target is left. */
        void onFailed(SessionFault fault);
    }

    private final Fabric fabric;
    private final PoolMemory pool;
    private final SharedSecret secret;
    private final Deadlines deadlines;
    private final Listener listener;
    private final AgentCounters counters;
    private final List<Endpoint> targets;
    private final SecureRandom random = new SecureRandom();
    private final SessionTimes times;
    private final FrameHandler onFrame = this::onFrame;
    private SourceTerms terms;
    private State state = State.IDLE;
    private SourceLink link;
    private SourceSession session;
    private int target;
    private int attempt;
    private boolean everReady;
    private int gone;
    private long deadlineNs;
    private long retryNs;
    private long nowNs;
    private String lastCause;

    TargetPath(
        final Fabric fabric, final List<Endpoint> targets, final PoolMemory pool, final SharedSecret secret,
        final Deadlines deadlines, final Listener listener, final AgentCounters counters) {

        this.fabric = fabric;
        this.targets = targets;
        this.pool = pool;
        this.secret = secret;
        this.deadlines = deadlines;
        this.listener = listener;
        this.counters = counters;
        final long silenceNs = deadlines.silence().toNanos();
        this.times = new SessionTimes(Math.min(1_000_000_000L, silenceNs / 3), silenceNs);
    }

    /** Goes to the first target with a new session. */
    void open(final SourceTerms newTerms, final long now) {
        closeLink();
        terms = newTerms;
        target = 0;
        nowNs = now;
        state = State.IDLE;
        newSession();
        connect();
    }

    /** Takes frames, serves READs, looks at the clock. Returns the amount of work done. */
    int doWork(final long now) {
        nowNs = now;
        return switch (state) {
            case IDLE, EXHAUSTED -> 0;
            case WAITING -> {
                if (nowNs - retryNs < 0) {
                    yield 0;
                }
                connect();
                yield 1;
            }
            case CONNECTING, GREETING, READY -> pump();
        };
    }

    /** Pushes what was said. Returns the amount of work done. */
    int flush() {
        return link == null ? 0 : link.flush();
    }

    /** The session while it streams, else null. */
    SourceSession session() {
        return state == State.READY ? session : null;
    }

    State state() {
        return state;
    }

    String peer() {
        return targets.get(target).toString();
    }

    /** Why the last link failed, or null. */
    String lastCause() {
        return lastCause;
    }

    /** Tells the target the set is given up, if it can hear it, and lets the link go. */
    void abort(final SessionFault fault) {
        if (session != null && link != null && !session.state().isFinal() && state != State.CONNECTING) {
            session.abort(fault);
            link.flush();
        }
        rest();
    }

    /** Lets the link go; the path is not wanted any more. */
    void rest() {
        closeLink();
        state = State.IDLE;
    }

    @Override
    public void close() {
        rest();
    }

    // --- from the session

    @Override
    public void onRefused(final Refusal refusal) {
        lastCause = refusal.text();
        if (everReady && refusal.code() == RefusalCode.SESSION) {
            listener.onTargetLost(peer(), refusal.text(), "beginning again with it");
            closeLink();
            newSession();
            connect();
        } else {
            nextTarget(refusal.text());
        }
    }

    @Override
    public void onWelcome(final int readDepth, final byte[] dataToken) {
        link.openData(terms.sessionHigh(), terms.sessionLow(), dataToken);
    }

    @Override
    public void onHeld(final int rank, final int stream, final long firstOrdinal, final long count) {
        listener.onHeld(rank, stream, firstOrdinal, count);
    }

    @Override
    public void onReady() {
        final PoolRegions regions = link.regions();
        session.poolRegions(regions.regions(), regions.path());
        final boolean resumed = attempt > 0;
        if (resumed) {
            counters.increment(AgentCounter.RECONNECTS);
        }
        state = State.READY;
        everReady = true;
        gone = 0;
        listener.onTargetReady(peer(), resumed);
    }

    @Override
    public void onChunkDone(final int chunk) {
        listener.onChunkDone(chunk);
    }

    @Override
    public void onImageStored(final int rank, final long bytes) {
        listener.onImageStored(rank);
    }

    @Override
    public void onCommitted(final long bytes, final long verifyNanos, final long retries) {
        listener.onCommitted(bytes, verifyNanos, retries);
    }

    @Override
    public void onAbort(final SessionFault fault) {
        lastCause = fault.text();
        if (isOfTheTarget(fault.code())) {
            nextTarget(fault.text());
        } else {
            rest();
            listener.onFailed(fault);
        }
    }

    /** Whether another target may do better; what is wrong with the images themselves goes wrong there too. */
    private static boolean isOfTheTarget(final AbortCode code) {
        return switch (code) {
            case NO_SPACE, STORE, CANCELLED, DEADLINE, PEER_LOST -> true;
            default -> false;
        };
    }

    // --- links

    private int pump() {
        int work = 0;
        try {
            if (state == State.CONNECTING && link.state() == LinkState.OPEN) {
                state = State.GREETING;
                session.connected(nowNs);
                work++;
            }
            final SourceLink polled = link;
            if (state != State.CONNECTING) {
                work += polled.poll(onFrame, FRAMES_PER_POLL);
                if (link == polled) {
                    work += polled.serve();
                }
            }
            if (link == polled && polled.state() == LinkState.LOST) {
                linkLost(polled.cause());
                return work + 1;
            }
            if (link == polled && state != State.CONNECTING) {
                final SessionFault fault = session.doTimers(nowNs);
                if (fault != null) {
                    linkLost(fault.text());
                    work++;
                }
            }
        } catch (final FrameFault e) {
            counters.increment(AgentCounter.ERRORS);
            rest();
            listener.onFailed(SessionFault.of(
                AbortCode.PROTOCOL, "target " + peer() + " broke the protocol: " + e.getMessage()));
        }
        return work;
    }

    private void onFrame(final DirectBuffer buffer, final int offset, final int length) {
        if (state != State.GREETING && state != State.READY) {
            return; // an earlier frame of this batch has ended the session
        }
        counters.increment(AgentCounter.FRAMES_IN);
        session.onFrame(buffer, offset, length, nowNs);
    }

    private void newSession() {
        terms = new SourceTerms(
            random.nextLong(), random.nextLong(), terms.job(), terms.epoch(), terms.chunkBytes(), terms.poolBytes(),
            terms.readDepth(), terms.ranks(), terms.expectedBytes(), terms.crc(), terms.credits(), terms.machine(),
            terms.checkpointer());
        attempt = 0;
        everReady = false;
        gone = 0;
        deadlineNs = nowNs + deadlines.connect().toNanos();
    }

    private void connect() {
        link = fabric.connect(
            targets.get(target), pool, new LinkOptions(deadlines.connect().toNanos(), terms.credits()));
        session = new SourceSession(terms, attempt, secret, link, this, random, times);
        state = State.CONNECTING;
    }

    private void linkLost(final String cause) {
        final boolean nobodyThere = link.nobodyListens();
        final boolean wasReady = state == State.READY;
        lastCause = cause;
        session.lost();
        closeLink();
        if (wasReady) {
            deadlineNs = nowNs + deadlines.resume().toNanos();
        }
        gone = nobodyThere ? gone + 1 : 0;
        if (nowNs - deadlineNs >= 0 || (gone >= GONE_AFTER && (everReady || target + 1 < targets.size()))) {
            nextTarget(cause);
            return;
        }
        if (everReady) {
            attempt++;
        }
        state = State.WAITING;
        retryNs = nowNs + RETRY_NS;
        if (wasReady || gone == 1) {
            listener.onTargetLost(peer(), cause, everReady ? "reconnecting" : "waiting for it");
        }
    }

    private void nextTarget(final String cause) {
        final String peer = peer();
        closeLink();
        if (target + 1 < targets.size()) {
            target++;
            listener.onTargetLost(peer, cause, "going on with " + peer());
            newSession();
            connect();
        } else {
            state = State.EXHAUSTED;
            listener.onFailed(SessionFault.of(
                AbortCode.PEER_LOST, "target " + peer + ": " + cause));
        }
    }

    private void closeLink() {
        CloseHelper.quietClose(link);
        link = null;
    }
}
