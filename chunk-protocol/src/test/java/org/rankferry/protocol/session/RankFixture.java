package org.rankferry.protocol.session;

import java.util.ArrayList;
import java.util.List;

import org.agrona.MutableDirectBuffer;
import org.rankferry.protocol.wire.codec.RankPhase;

/** A door fed by hand, and the log of what the agent was told. */
final class RankFixture implements RankEvents {
    static final RankTerms TERMS = new RankTerms("lu", 3, 4096, 8, true, "/dev/shm/pool");

    final FrameLog log = new FrameLog();
    final List<String> events = new ArrayList<>();
    final RankSession session = new RankSession(TERMS, log, this);
    final RankFrames rank = new RankFrames(5, this::deliver);
    Refusal attachAnswer;

    void deliver(MutableDirectBuffer frame, int offset, int length) {
        session.onFrame(frame, offset, length);
    }

    /** Attached and called for an attempt; events forgotten. */
    RankFixture called(int attempt) {
        if (session.state() == RankState.ATTACHING) {
            rank.attach(1234, "lu");
        }
        session.phase(RankPhase.CHECKPOINT, attempt, 3, "");
        events.clear();
        return this;
    }

    /** Writing an attempt, with leases and stream 0 open; events forgotten. */
    RankFixture writing(int attempt, boolean seekable, int... chunks) {
        called(attempt);
        rank.imageBegin(attempt);
        for (final int chunk : chunks) {
            session.lease(chunk);
        }
        rank.streamOpen(0, seekable, 0, "ctx");
        events.clear();
        return this;
    }

    @Override
    public Refusal onAttach(int attaching, int pid, String job) {
        events.add("attach " + attaching + " " + pid + " " + job);
        return attachAnswer;
    }

    @Override
    public void onImageBegin(int attempt) {
        events.add("begin " + attempt);
    }

    @Override
    public void onStreamOpen(int stream, boolean seekable, long expectedBytes, String name) {
        events.add("open " + stream + " " + seekable + " " + expectedBytes + " " + name);
    }

    @Override
    public void onCommit(int stream, int chunk, long position, int length, int crc, long ordinal) {
        events.add("commit " + stream + " #" + ordinal + " in " + chunk + " [" + position + "+" + length + ") " + crc);
    }

    @Override
    public void onStreamEnd(int stream, long length, long chunks, boolean digestKnown, int crc) {
        events.add("end " + stream + " " + length + " " + chunks + " " + digestKnown + " " + crc);
    }

    @Override
    public void onSync() {
        events.add("sync");
    }

    @Override
    public void onImageEnd(int streams) {
        events.add("image end " + streams);
    }

    @Override
    public void onLeaseReturned(int chunk) {
        events.add("returned " + chunk);
    }
}
