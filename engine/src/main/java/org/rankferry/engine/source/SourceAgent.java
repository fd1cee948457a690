package org.rankferry.engine.source;

import java.util.concurrent.TimeUnit;

import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.rankferry.bufferpool.ChunkPool;
import org.rankferry.bufferpool.ChunkState;
import org.rankferry.bufferpool.LeaseHandler;
import org.rankferry.engine.agent.Mailbox;
import org.rankferry.engine.api.Deadlines;
import org.rankferry.engine.api.SourceObserver;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.AgentCounters;
import org.rankferry.engine.observe.Outcome;
import org.rankferry.engine.observe.RankState;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.protocol.session.SessionFault;
import org.rankferry.protocol.session.SourceSession;
import org.rankferry.protocol.session.SourceTerms;
import org.rankferry.protocol.wire.codec.AbortCode;
import org.rankferry.protocol.wire.codec.RankPhase;

/**
 * The source's one thread: accepts ranks, takes what they commit, tells the target, and leases what comes free.
 *
 * <p>A set goes through the states of {@link SourceState}. Every wait has a deadline that ends in {@link #abort}.
 */
final class SourceAgent implements Agent, RankRoster.Listener, TargetPath.Listener {
    private static final long TIMER_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(1);

    private final SourceParts parts;
    private final Readiness readiness;
    private final ChunkPool pool;
    private final OutgoingSet images;
    private final TargetPath path;
    private final AgentCounters counters;
    private final Deadlines deadlines;
    private final SourceObserver observer;
    private final Mailbox mailbox;
    private final RankRoster ranks;
    private final SourceResults results;
    private final LeaseHandler grant = this::grant;
    private SourceState state = SourceState.IDLE;
    private SourceTerms terms;
    /** Grows over all sets: a rank answers with the attempt alone, so one of an earlier set must not come again. */
    private int attempt;
    private boolean targetReady;
    private long gatherSinceNs;
    private long commitSinceNs;
    private long nextTimerNs;
    private long nowNs;

    SourceAgent(final SourceParts parts, final SourceResults results) {
        this.parts = parts;
        this.results = results;
        this.readiness = parts.home().readiness();
        this.mailbox = parts.home().mailbox();
        this.pool = parts.pool();
        this.images = parts.images();
        this.counters = parts.home().counters();
        this.deadlines = parts.options().deadlines();
        this.observer = parts.observer();
        this.terms = parts.terms();
        this.ranks = new RankRoster(parts, this);
        this.path = new TargetPath(
            parts.fabric(), parts.targets(), parts.poolMemory(), parts.home().secret(), deadlines, this, counters);
        this.nowNs = System.nanoTime();
    }

    @Override
    public String roleName() {
        return "source-" + terms.job();
    }

    @Override
    public int doWork() {
        nowNs = System.nanoTime();
        int work = readiness.poll();
        work += mailbox.drain();
        work += ranks.poll(nowNs);
        work += path.doWork(nowNs);
        commitWhenAllHaveEnded();
        if (state.active()) {
            work += pool.serve(grant, nowNs);
            final SourceSession session = path.session();
            if (session != null && state != SourceState.GATHERING) {
                work += images.announce(session);
            }
        }
        work += ranks.flush();
        work += path.flush();
        if (nowNs - nextTimerNs >= 0) {
            nextTimerNs = nowNs + TIMER_NS;
            checkDeadlines();
        }
        counters.increment(AgentCounter.DUTY_CYCLES);
        return work;
    }

    /** How long the agent may sleep, in nanoseconds. */
    long sleepNs() {
        return mailbox.sleepNs(state.active() ? TIMER_NS : IDLE_NS);
    }

    @Override
    public void onClose() {
        if (state.active()) {
            abort(SessionFault.of(AbortCode.CANCELLED, "the source was stopped"));
        }
        CloseHelper.quietCloseAll(ranks, path);
    }

    // --- the set

    /** Wants the images of all ranks. On the agent's thread. */
    void begin() {
        if (state.active()) {
            return;
        }
        if (state != SourceState.IDLE) {
            terms = new SourceTerms(
                0, 0, terms.job(), terms.epoch() + 1, terms.chunkBytes(), terms.poolBytes(), terms.readDepth(),
                terms.ranks(), terms.expectedBytes(), terms.crc(), terms.credits(), terms.machine(),
                terms.checkpointer());
        }
        state = state.become(SourceState.GATHERING);
        gatherSinceNs = nowNs;
        targetReady = false;
        results.begin(terms.epoch());
        parts.events().sessionBegin();
        path.open(terms, nowNs);
        writeWhenAllAreThere();
    }

    /** Gives the set up: ranks and target are told. On the agent's thread. */
    void abort(final SessionFault fault) {
        if (!state.active()) {
            return;
        }
        path.abort(fault);
        state = state.become(SourceState.ABORTED);
        counters.increment(AgentCounter.ERRORS);
        parts.home().errorLog().record(new IllegalStateException(fault.text()));
        images.restart(nowNs);
        images.finish(RankState.ABORTED);
        parts.events().sessionEnd(
            parts.transport().name(), path.peer(), 0, counters.value(AgentCounter.READ_RETRIES), Outcome.ABORTED);
        tellRanks(RankPhase.ABORTED, fault.text());
        results.failed(fault.text());
    }

    private void writeWhenAllAreThere() {
        if (state == SourceState.GATHERING && targetReady && ranks.size() == terms.ranks()) {
            write();
        }
    }

    private void write() {
        state = state.become(SourceState.WRITING);
        images.restart(nowNs);
        attempt++;
        results.writing(nowNs);
        observer.onBegin(attempt);
        for (int slot = 0; slot < terms.ranks(); slot++) {
            final int rank = images.rankOfSlot(slot);
            if (ranks.of(rank) == null) {
                images.lose(images.image(rank), "was gone before its image was written");
            }
        }
        tellRanks(RankPhase.CHECKPOINT, "");
    }

    private void commitWhenAllHaveEnded() {
        if (state != SourceState.WRITING || !images.settled()) {
            return;
        }
        final String lost = images.lostRanks();
        if (lost == null) {
            state = state.become(SourceState.COMMITTING);
            commitSinceNs = nowNs;
            images.announceEnd();
        } else if (images.survivorsStored()) {
            abort(new SessionFault(
                AbortCode.INCOMPLETE, images.firstLostRank(), -1, -1, "image set of job " + terms.job()
                + " is incomplete: " + lost + "; nothing was committed"));
        }
    }

    private void tellRanks(final RankPhase phase, final String text) {
        ranks.tell(phase, attempt, terms.epoch(), text);
    }

    private void grant(final int slot, final int chunk) {
        ranks.of(images.rankOfSlot(slot)).lease(chunk);
    }

    // --- ranks

    @Override
    public void onRankAttached() {
        // The answer to Attach goes first; what follows from it comes with the next duty cycle.
        mailbox.send(this::writeWhenAllAreThere);
    }

    @Override
    public SourceTerms terms() {
        return terms;
    }

    @Override
    public boolean writing() {
        return state == SourceState.WRITING;
    }

    // --- target

    @Override
    public void onTargetReady(final String peer, final boolean resumed) {
        targetReady = true;
        observer.onTargetReady(peer, resumed);
        if (state == SourceState.GATHERING) {
            writeWhenAllAreThere();
        } else if (resumed) {
            images.reannounce(state == SourceState.COMMITTING);
        } else {
            write();
        }
    }

    @Override
    public void onTargetLost(final String peer, final String cause, final String next) {
        targetReady = false;
        images.onLinkLost();
        counters.increment(AgentCounter.ERRORS);
        final String text = "target " + peer + " is lost: " + cause + "; " + next;
        parts.home().errorLog().record(new IllegalStateException(text));
        observer.onTargetLost(peer, cause + "; " + next);
    }

    @Override
    public void onHeld(final int rank, final int stream, final long firstOrdinal, final long count) {
        images.onHeld(rank, stream, firstOrdinal, count);
    }

    @Override
    public void onChunkDone(final int chunk) {
        images.onChunkDone(chunk, nowNs);
    }

    @Override
    public void onImageStored(final int rank) {
        images.onImageStored(rank, nowNs);
        observer.onImageStored(rank, images.image(rank).length());
        final RankConnection connection = ranks.of(rank);
        if (connection != null) {
            connection.phase(RankPhase.IMAGE_STORED, attempt, terms.epoch(), "");
        }
    }

    @Override
    public void onCommitted(final long bytes, final long verifyNanos, final long retries) {
        state = state.become(SourceState.COMMITTED);
        counters.increment(AgentCounter.SETS_COMMITTED);
        images.finish(RankState.COMMITTED);
        parts.events().sessionEnd(parts.transport().name(), path.peer(), bytes, retries, Outcome.OK);
        tellRanks(RankPhase.SET_COMMITTED, "");
        results.committed(images, nowNs, verifyNanos, retries);
        path.rest();
    }

    @Override
    public void onFailed(final SessionFault fault) {
        abort(fault);
    }

    // --- time

    private void checkDeadlines() {
        ranks.dropSilent(nowNs);
        switch (state) {
            case GATHERING -> checkGathering();
            case WRITING -> checkRanks();
            case COMMITTING -> {
                if (nowNs - commitSinceNs > deadlines.commit().toNanos()) {
                    abort(SessionFault.of(AbortCode.DEADLINE, "target " + path.peer() + " has not committed within "
                        + deadlines.commit().toSeconds() + " s of the last image"));
                }
            }
            default -> {
            }
        }
    }

    private void checkGathering() {
        if (ranks.size() < terms.ranks() && nowNs - gatherSinceNs > deadlines.gather().toNanos()) {
            abort(SessionFault.of(AbortCode.DEADLINE, "only " + ranks.size() + " of " + terms.ranks()
                + " ranks of job " + terms.job() + " have attached within " + deadlines.gather().toSeconds()
                + " s at " + parts.home().door().path()));
        }
    }

    private void checkRanks() {
        if (targetReady && pool.expired(nowNs, deadlines.lease().toNanos())) {
            final int rank = images.rankOfSlot(pool.waitingRank());
            abort(new SessionFault(AbortCode.DEADLINE, rank, -1, -1, "rank " + rank + " has waited "
                + deadlines.lease().toSeconds() + " s for a free chunk: " + pool.count(ChunkState.LEASED)
                + " leased, " + pool.count(ChunkState.READY) + " ready, " + pool.count(ChunkState.READING)
                + " being read by " + path.peer()));
            return;
        }
        final RankConnection stalled = ranks.stalled(nowNs, deadlines.stall().toNanos());
        if (stalled != null) {
            abort(new SessionFault(AbortCode.DEADLINE, stalled.rank(), -1, -1, "rank " + stalled.rank() + " (pid "
                + stalled.pid() + ") was asked for its image and has committed nothing for "
                + deadlines.stall().toSeconds() + " s after " + images.image(stalled.rank()).bytesCommitted()
                + " bytes"));
        }
    }
}
