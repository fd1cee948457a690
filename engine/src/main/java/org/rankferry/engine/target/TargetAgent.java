package org.rankferry.engine.target;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.rankferry.engine.agent.Mailbox;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.AgentCounters;
import org.rankferry.engine.transport.TargetLink;
import org.rankferry.protocol.session.SessionFault;
import org.rankferry.protocol.session.SessionTimes;
import org.rankferry.protocol.session.TargetTerms;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.codec.AbortCode;

/**
 * The target's one thread: hears sources out, lets one of them bring its image set, and commits it.
 *
 * <p>A source that has not proved the secret changes nothing here: it waits among the newcomers, at the most
 * {@value #MAX_NEWCOMERS} of them and each with a deadline.
 */
final class TargetAgent implements Agent {
    private static final int MAX_NEWCOMERS = 16;
    private static final long TIMER_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long LINGER_NS = TimeUnit.SECONDS.toNanos(2);

    private final TargetParts parts;
    private final AgentCounters counters;
    private final SetReception reception;
    private final List<SourcePeer> newcomers = new ArrayList<>();
    private final Mailbox mailbox;
    private final SecureRandom random = new SecureRandom();
    private final SessionTimes times;
    private final TargetTerms terms;
    private SourcePeer leaving;
    private TransferResult leavingResult;
    private long leavingSinceNs;
    private long nextTimerNs;
    private long nowNs = System.nanoTime();

    TargetAgent(final TargetParts parts, final TargetTerms terms) {
        this.parts = parts;
        this.terms = terms;
        this.counters = parts.home().counters();
        this.mailbox = parts.home().mailbox();
        this.reception = new SetReception(parts, this);
        parts.readers().serve(reception::set);
        final long silenceNs = parts.options().deadlines().silence().toNanos();
        this.times = new SessionTimes(Math.min(TimeUnit.SECONDS.toNanos(1), silenceNs / 3), silenceNs);
    }

    @Override
    public String roleName() {
        return "target-" + parts.options().name();
    }

    @Override
    public int doWork() {
        nowNs = System.nanoTime();
        reception.onTime(nowNs);
        int work = parts.home().readiness().poll();
        work += mailbox.drain();
        work += acceptSources();
        for (int i = newcomers.size() - 1; i >= 0; i--) {
            work += poll(newcomers.get(i));
        }
        if (reception.peer() != null) {
            work += poll(reception.peer());
        }
        work += reception.doWork();
        work += parts.readers().doWork(nowNs);
        if (leaving != null) {
            work += seeOff();
        }
        if (work == 0 && reception.idle()) {
            work += parts.store().prepare();
        }
        if (nowNs - nextTimerNs >= 0) {
            nextTimerNs = nowNs + TIMER_NS;
            checkNewcomers();
            tellNotice();
            reception.checkDeadlines();
        }
        counters.increment(AgentCounter.DUTY_CYCLES);
        return work;
    }

    /** How long the agent may sleep, in nanoseconds. */
    long sleepNs() {
        return mailbox.sleepNs(
            reception.idle() && newcomers.isEmpty() && leaving == null ? IDLE_NS : TIMER_NS);
    }

    @Override
    public void onClose() {
        reception.abort(SessionFault.of(AbortCode.CANCELLED, "the target was stopped"));
        if (leaving != null) {
            leaving.flush();
            release();
        }
        CloseHelper.quietCloseAll(newcomers);
    }

    /** The set that is arriving or was committed last, or null. On the agent's thread. */
    ArrivingSet currentSet() {
        return reception.set();
    }

    /** Gives up what is under way: the agent itself has failed. On the agent's thread. */
    void fail(final String cause) {
        reception.abort(SessionFault.of(AbortCode.STORE, cause));
    }

    /** A newcomer has proved the secret and is the reception's from here on. */
    void welcomed(final SourcePeer peer) {
        newcomers.remove(peer);
    }

    /**
     * A set is committed. The result is handed out when the source has heard of it and left, so that nobody stops the
     * agent before.
     */
    void seeOff(final SourcePeer peer, final TransferResult result) {
        if (leaving != null) {
            release();
        }
        leaving = peer;
        leavingResult = result;
        leavingSinceNs = nowNs;
    }

    private int seeOff() {
        final int work = leaving.isClosed() ? 0 : poll(leaving);
        if (leaving.isClosed() || nowNs - leavingSinceNs > LINGER_NS) {
            release();
            return work + 1;
        }
        return work;
    }

    private void release() {
        leaving.close();
        leaving = null;
        parts.outcomes().committed(leavingResult);
        leavingResult = null;
    }

    private int acceptSources() {
        int accepted = 0;
        for (TargetLink link = parts.listener().accept(); link != null; link = parts.listener().accept()) {
            if (newcomers.size() >= MAX_NEWCOMERS) {
                newcomers.removeFirst().close();
            }
            newcomers.add(new SourcePeer(link, terms, parts, reception, random, times, nowNs));
            accepted++;
        }
        return accepted;
    }

    private int poll(final SourcePeer peer) {
        int work = 0;
        try {
            work += peer.poll(nowNs);
            if (!peer.isClosed()) {
                work += peer.flush();
            }
        } catch (final FrameFault e) {
            counters.increment(AgentCounter.ERRORS);
            parts.home().errorLog().record(e);
            peer.flush();
            gone(peer, "it broke the protocol: " + e.getMessage(), true);
            return work + 1;
        }
        if (!peer.isClosed()) {
            final String cause = peer.lostCause(nowNs);
            if (cause != null) {
                peer.lost();
                gone(peer, cause, false);
                work++;
            }
        }
        return work;
    }

    private void gone(final SourcePeer peer, final String cause, final boolean atFault) {
        peer.close();
        if (!newcomers.remove(peer) && peer == reception.peer()) {
            if (atFault) {
                reception.abort(SessionFault.of(AbortCode.PROTOCOL, "source " + peer.address() + ": " + cause));
            } else {
                reception.onPeerLost(cause);
            }
        }
    }

    private void tellNotice() {
        final SourcePeer peer = reception.peer();
        final String notice = peer == null || peer.isClosed() ? null : peer.link().notice();
        if (notice != null) {
            parts.observer().onNotice(peer.address(), notice);
        }
    }

    private void checkNewcomers() {
        for (int i = newcomers.size() - 1; i >= 0; i--) {
            final SourcePeer peer = newcomers.get(i);
            if (nowNs - peer.acceptedNs() > parts.options().deadlines().connect().toNanos()
                || peer.session().state().isFinal()) {
                peer.flush();
                peer.close();
                newcomers.remove(i);
            }
        }
    }
}
