package org.rankferry.engine.source;

import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.agrona.CloseHelper;
import org.agrona.collections.Int2ObjectHashMap;
import org.rankferry.engine.api.SourceObserver;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.AgentCounters;
import org.rankferry.engine.transport.Door;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.protocol.session.RankTerms;
import org.rankferry.protocol.session.Refusal;
import org.rankferry.protocol.session.SourceTerms;
import org.rankferry.protocol.wire.codec.RankPhase;
import org.rankferry.protocol.wire.codec.RefusalCode;

/** The ranks that are attached, and those who knock at the door. Agent's thread. */
final class RankRoster implements RankGuests, AutoCloseable {
    private static final long ATTACH_NS = TimeUnit.SECONDS.toNanos(5);

    /** What the agent hears of ranks. */
    interface Listener {
        /** One more rank is attached; its answer is not sent yet. */
        void onRankAttached();

        /** The epoch and the rest a rank is told when it attaches. */
        SourceTerms terms();

        /** Whether ranks owe an image now. */
        boolean writing();
    }

    private final Door door;
    private final String poolPath;
    private final Readiness readiness;
    private final OutgoingSet images;
    private final AgentCounters counters;
    private final SourceObserver observer;
    private final Listener listener;
    private final Int2ObjectHashMap<RankConnection> ranks = new Int2ObjectHashMap<>();
    private final List<RankConnection> connections = new ArrayList<>();

    RankRoster(final SourceParts parts, final Listener listener) {
        this.door = parts.home().door();
        this.poolPath = parts.poolMemory().path().toString();
        this.readiness = parts.home().readiness();
        this.images = parts.images();
        this.counters = parts.home().counters();
        this.observer = parts.observer();
        this.listener = listener;
    }

    /** Lets ranks in and takes what they sent. Returns the amount of work done. */
    int poll(final long nowNs) {
        int work = accept(nowNs);
        for (int i = connections.size() - 1; i >= 0; i--) {
            work += connections.get(i).poll(nowNs);
        }
        return work;
    }

    /** Pushes what ranks are told. Returns the amount of work done. */
    int flush() {
        int work = 0;
        for (int i = connections.size() - 1; i >= 0; i--) {
            work += connections.get(i).flush();
        }
        return work;
    }

    /** Tells every attached rank of a phase. */
    void tell(final RankPhase phase, final int attempt, final long epoch, final String text) {
        for (int i = 0; i < connections.size(); i++) {
            final RankConnection connection = connections.get(i);
            if (connection.attached()) {
                connection.phase(phase, attempt, epoch, text);
            }
        }
    }

    /** The connection of a rank, or null. */
    RankConnection of(final int rank) {
        return ranks.get(rank);
    }

    /** Ranks that are attached. */
    int size() {
        return ranks.size();
    }

    /** Closes connections that do not attach. */
    void dropSilent(final long nowNs) {
        for (int i = connections.size() - 1; i >= 0; i--) {
            final RankConnection connection = connections.get(i);
            if (!connection.attached() && nowNs - connection.acceptedNs() > ATTACH_NS) {
                connections.remove(i);
                connection.close();
            }
        }
    }

    /** An attached rank that owes work and has done none since a deadline, or null. */
    RankConnection stalled(final long nowNs, final long deadlineNs) {
        for (int i = 0; i < connections.size(); i++) {
            final RankConnection connection = connections.get(i);
            if (connection.attached() && nowNs - connection.lastCommitNs() > deadlineNs
                && images.owesWork(connection.rank())) {
                return connection;
            }
        }
        return null;
    }

    @Override
    public Refusal onAttach(final RankConnection connection, final int rank, final int pid) {
        final SourceTerms terms = listener.terms();
        final RankConnection present = ranks.get(rank);
        if (present != null) {
            return new Refusal(RefusalCode.RANK, 0, rank, "rank " + rank + " of job " + terms.job()
                + " is attached already, by process " + present.pid());
        }
        if (!images.hasSlotFor(rank)) {
            return new Refusal(RefusalCode.RANK, terms.ranks(), rank, "rank " + rank + " of job " + terms.job()
                + " is one too many: this source was started for " + terms.ranks() + " ranks; start it with --ranks "
                + (terms.ranks() + 1));
        }
        images.admit(rank);
        ranks.put(rank, connection);
        counters.set(AgentCounter.RANKS_ATTACHED, ranks.size());
        observer.onRankAttached(rank, pid);
        listener.onRankAttached();
        return null;
    }

    @Override
    public void onGone(final RankConnection connection, final String cause) {
        connections.remove(connection);
        if (!connection.attached() || ranks.get(connection.rank()) != connection) {
            return;
        }
        final int rank = connection.rank();
        ranks.remove(rank);
        counters.set(AgentCounter.RANKS_ATTACHED, ranks.size());
        final String text = "(pid " + connection.pid() + ") " + cause;
        if (images.leave(rank, text, listener.writing())) {
            observer.onRankLost(rank, text);
        }
    }

    @Override
    public OutgoingSet images() {
        return images;
    }

    @Override
    public void close() {
        flush();
        CloseHelper.quietCloseAll(connections);
    }

    private int accept(final long nowNs) {
        int accepted = 0;
        for (SocketChannel channel = door.accept(); channel != null; channel = door.accept()) {
            final SourceTerms terms = listener.terms();
            connections.add(new RankConnection(
                channel,
                new RankTerms(
                    terms.job(), terms.epoch(), terms.chunkBytes(), terms.chunks(), terms.crc(), poolPath),
                readiness, this, nowNs));
            accepted++;
        }
        return accepted;
    }
}
