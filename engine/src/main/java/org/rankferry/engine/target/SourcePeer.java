package org.rankferry.engine.target;

import java.security.SecureRandom;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.AgentCounters;
import org.rankferry.engine.transport.FrameHandler;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.TargetLink;
import org.rankferry.protocol.session.SessionFault;
import org.rankferry.protocol.session.SessionState;
import org.rankferry.protocol.session.SessionTimes;
import org.rankferry.protocol.session.TargetSession;
import org.rankferry.protocol.session.TargetTerms;
import org.rankferry.protocol.wire.FrameFault;

/** One source that has connected: its link and its session, one attempt of it. */
final class SourcePeer implements AutoCloseable {
    private static final int FRAMES_PER_POLL = 64;

    private final TargetLink link;
    private final FrameHandler onFrame = this::onFrame;
    private final TargetSession session;
    private final AgentCounters counters;
    private final long acceptedNs;
    private long nowNs;
    private boolean closed;

    SourcePeer(
        final TargetLink link, final TargetTerms terms, final TargetParts parts, final SetReception reception,
        final SecureRandom random, final SessionTimes times, final long nowNs) {

        this.link = link;
        this.counters = parts.home().counters();
        this.acceptedNs = nowNs;
        this.nowNs = nowNs;
        this.session = new TargetSession(
            terms, parts.home().secret(), link, new PeerEvents(this, reception, parts.observer(), random), random,
            times);
        session.accepted(nowNs);
    }

    /**
     * Takes frames that have arrived and looks at the clock.
     *
     * @return the amount of work done.
     * @throws FrameFault when the source broke the protocol.
     */
    int poll(final long now) {
        nowNs = now;
        return link.poll(onFrame, FRAMES_PER_POLL);
    }

    /** Why the source can't be heard any more, or null. */
    String lostCause(final long now) {
        if (link.state() == LinkState.LOST) {
            return link.cause();
        }
        if (session.state().isFinal()) {
            return null;
        }
        final SessionFault fault = session.doTimers(now);
        return fault == null ? null : fault.text();
    }

    int flush() {
        if (!closed && !session.state().isFinal()) {
            session.flushDone();
        }
        return link.flush();
    }

    /** Gives the session up and says so to the source, as far as the link takes it. */
    void abort(final SessionFault fault) {
        if (!closed && !session.state().isFinal()) {
            session.abort(fault);
        }
        link.flush();
    }

    void lost() {
        if (!session.state().isFinal()) {
            session.lost();
        }
    }

    /** Whether the source has ended its set and hears of the commit. */
    boolean awaitsCommit() {
        return !closed && session.state() == SessionState.COMMITTING;
    }

    TargetSession session() {
        return session;
    }

    TargetLink link() {
        return link;
    }

    String address() {
        return link.peer();
    }

    long acceptedNs() {
        return acceptedNs;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        CloseHelper.quietClose(link);
    }

    private void onFrame(final DirectBuffer buffer, final int offset, final int length) {
        if (closed || session.state().isFinal()) {
            return; // an earlier frame of this batch has ended the session
        }
        counters.increment(AgentCounter.FRAMES_IN);
        session.onFrame(buffer, offset, length, nowNs);
    }
}
