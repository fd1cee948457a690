package org.rankferry.engine.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import org.agrona.CloseHelper;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.protocol.session.RankEvents;
import org.rankferry.protocol.session.RankSession;
import org.rankferry.protocol.session.RankState;
import org.rankferry.protocol.session.RankTerms;
import org.rankferry.protocol.session.Refusal;
import org.rankferry.protocol.wire.FrameAssembler;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.FrameOutbox;
import org.rankferry.protocol.wire.codec.RankPhase;
import org.rankferry.protocol.wire.codec.RefusalCode;

/** One rank's control connection: frames in and out of its socket, and its end of the door's rules. */
final class RankConnection implements RankEvents, AutoCloseable {
    private static final int OUTBOX_FRAMES = 8;
    private static final int READS_PER_POLL = 4;

    private final SocketChannel channel;
    private final RankGuests guests;
    private final FrameAssembler assembler = new FrameAssembler();
    private final FrameOutbox outbox = new FrameOutbox(OUTBOX_FRAMES);
    private final RankSession session;
    private final SelectionKey key;
    private final long acceptedNs;
    private boolean readable = true;
    private int rank = -1;
    private int pid;
    private long lastCommitNs;
    private long nowNs;
    private boolean closed;

    RankConnection(
        final SocketChannel channel, final RankTerms terms, final Readiness readiness, final RankGuests guests,
        final long nowNs) {

        this.channel = channel;
        this.guests = guests;
        this.session = new RankSession(terms, outbox, this);
        this.key = readiness.register(channel, SelectionKey.OP_READ, this::onReadiness);
        this.acceptedNs = nowNs;
        this.lastCommitNs = nowNs;
    }

    private void onReadiness(final SelectionKey ready) {
        readable |= ready.isReadable();
    }

    /** Takes frames that have arrived. Returns the amount of work done. */
    int poll(final long now) {
        if (!readable || closed) {
            return 0;
        }
        nowNs = now;
        int work = 0;
        try {
            for (int i = 0; i < READS_PER_POLL && readable && !closed; i++) {
                final ByteBuffer room = assembler.writable();
                final int n = channel.read(room);
                if (n < 0) {
                    gone("closed its connection");
                    return work + 1;
                }
                // A short read emptied the socket; the selector tells when there is more.
                readable = !room.hasRemaining();
                assembler.received(n);
                while (!closed && assembler.next()) {
                    session.onFrame(assembler.buffer(), assembler.offset(), assembler.length());
                    work++;
                    if (session.state() == RankState.REFUSED) {
                        flush();
                        gone("was refused");
                    }
                }
            }
        } catch (final FrameFault e) {
            refuse(new Refusal(RefusalCode.FRAME, 0, 0, e.getMessage()));
            gone("was turned away: " + e.getMessage());
        } catch (final IOException e) {
            gone("closed its connection (" + e.getMessage() + ")");
        }
        return work;
    }

    /** Answers a Sync when it is time, and pushes queued frames to the rank. Returns the amount of work done. */
    int flush() {
        if (session.isSyncing() && guests.images().synced(rank)) {
            session.synced();
        }
        if (outbox.isEmpty() || closed) {
            return 0;
        }
        try {
            final int n = channel.write(outbox.readable());
            outbox.written(n);
            final int ops = outbox.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
            if (key.interestOps() != ops) {
                key.interestOps(ops);
            }
            return n > 0 ? 1 : 0;
        } catch (final IOException e) {
            gone("closed its connection (" + e.getMessage() + ")");
            return 1;
        }
    }

    void lease(final int chunk) {
        session.lease(chunk);
    }

    void phase(final RankPhase phase, final int attempt, final long epoch, final String text) {
        session.phase(phase, attempt, epoch, text);
        lastCommitNs = System.nanoTime();
    }

    /** Tells the peer why it is not served, as far as its socket takes it, and lets it go. */
    void refuse(final Refusal refusal) {
        if (session.state() != RankState.REFUSED) {
            session.refuse(refusal);
        }
        flush();
    }

    /** Whether the peer has attached as a rank. */
    boolean attached() {
        return rank >= 0;
    }

    int rank() {
        return rank;
    }

    int pid() {
        return pid;
    }

    long acceptedNs() {
        return acceptedNs;
    }

    /** When the rank last committed or synced something or was asked for something. */
    long lastCommitNs() {
        return lastCommitNs;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public Refusal onAttach(final int attachingRank, final int attachingPid, final String job) {
        final Refusal refusal = guests.onAttach(this, attachingRank, attachingPid);
        if (refusal == null) {
            rank = attachingRank;
            pid = attachingPid;
        }
        return refusal;
    }

    @Override
    public void onImageBegin(final int attempt) {
        guests.images().onImageBegin(rank, nowNs);
    }

    @Override
    public void onStreamOpen(
        final int stream, final boolean seekable, final long expectedBytes, final String name) {
        guests.images().onStreamOpen(rank, stream, seekable, expectedBytes, name);
    }

    @Override
    public void onCommit(
        final int stream, final int chunk, final long position, final int length, final int crc, final long ordinal) {
        lastCommitNs = nowNs;
        guests.images().onCommit(rank, stream, chunk, position, length, crc, ordinal, nowNs);
    }

    @Override
    public void onStreamEnd(
        final int stream, final long length, final long chunks, final boolean digestKnown, final int crc) {
        guests.images().onStreamEnd(rank, stream, length, chunks, digestKnown, crc);
    }

    /** Also a sign of life, of a rank that has nothing to write for a while. */
    @Override
    public void onSync() {
        lastCommitNs = nowNs;
        guests.images().onSync(rank);
    }

    @Override
    public void onImageEnd(final int streams) {
        guests.images().onImageEnd(rank);
    }

    @Override
    public void onLeaseReturned(final int chunk) {
        guests.images().onLeaseReturned(rank, chunk, nowNs);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            key.cancel();
            CloseHelper.quietClose(channel);
        }
    }

    private void gone(final String cause) {
        if (!closed) {
            close();
            session.closed();
            guests.onGone(this, cause);
        }
    }
}
