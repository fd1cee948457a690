package org.rankferry.protocol.session;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.rankferry.protocol.wire.FrameAssembler;
import org.rankferry.protocol.wire.FrameOutbox;
import org.rankferry.protocol.wire.codec.RankPhase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Nothing is allocated per chunk, from ChunkReady to ChunkDone and from Lease to Commit. */
class AllocationTest {
    private static final int CHUNKS = 10_000;

    @Test
    void sessionsAllocateNothingPerChunk() {
        final FrameOutbox toTarget = new FrameOutbox(64);
        final FrameOutbox toSource = new FrameOutbox(64);
        final Silent events = new Silent();
        final SourceSession source = new SourceSession(SessionFixture.SOURCE, 0,
            SessionFixture.secret("a secret of some length"), toTarget, events, SessionFixture.random(1),
            SessionTimes.DEFAULT);
        final TargetSession target = new TargetSession(SessionFixture.TARGET,
            SessionFixture.secret("a secret of some length"), toSource, events, SessionFixture.random(2),
            SessionTimes.DEFAULT);
        final FrameAssembler atTarget = new FrameAssembler();
        final FrameAssembler atSource = new FrameAssembler();
        source.connected(1);
        final Runnable exchange = () -> {
            move(toTarget, atTarget);
            while (atTarget.next()) {
                target.onFrame(atTarget.buffer(), atTarget.offset(), atTarget.length(), 1);
            }
            target.doTimers(1);
            move(toSource, atSource);
            while (atSource.next()) {
                source.onFrame(atSource.buffer(), atSource.offset(), atSource.length(), 1);
            }
            source.doTimers(1);
        };
        for (int i = 0; i < 5; i++) {
            exchange.run();
        }
        source.poolRegions(new PoolRegion[] {new PoolRegion(0, 32768, 0)}, "");
        source.streamOpen(5, 0, false, 0, "ctx");
        exchange.run();
        long ordinal = 0;
        long before = 0;
        for (int round = 0; round < 2; round++) {
            // The first round loads classes and compiles.
            before = allocated();
            for (int i = 0; i < CHUNKS; i++) {
                source.chunkReady(5, 0, (int) (ordinal & 7), ordinal * 4096, 4096, 7, ordinal);
                exchange.run();
                target.chunkDone((int) (ordinal & 7));
                exchange.run();
                ordinal++;
            }
        }
        final long bytes = allocated() - before;
        assertEquals(2 * CHUNKS, events.done);
        assertTrue(bytes < CHUNKS, bytes + " bytes allocated for " + CHUNKS + " chunks");
    }

    @Test
    void theDoorAllocatesNothingPerChunk() {
        final RankSession[] session = new RankSession[1];
        final SilentRank events = new SilentRank();
        session[0] = new RankSession(RankFixture.TERMS, (f, o, l) -> { }, events);
        final RankFrames rank = new RankFrames(5, (f, o, l) -> deliver(session[0], f, o, l));
        rank.attach(1, "lu");
        session[0].phase(RankPhase.CHECKPOINT, 0, 1, "");
        rank.imageBegin(0);
        rank.streamOpen(0, false, 0, "ctx");
        long position = 0;
        long before = 0;
        for (int round = 0; round < 2; round++) {
            before = allocated();
            for (int i = 0; i < CHUNKS; i++) {
                session[0].lease(i & 7);
                rank.commit(0, i & 7, position, 4096, i);
                position += 4096;
            }
        }
        final long bytes = allocated() - before;
        assertEquals(2 * CHUNKS, events.commits);
        assertTrue(bytes < CHUNKS, bytes + " bytes allocated for " + CHUNKS + " chunks");
    }

    private static void deliver(RankSession session, DirectBuffer frame, int offset, int length) {
        session.onFrame(frame, offset, length);
    }

    private static void move(FrameOutbox from, FrameAssembler to) {
        final int n = from.remaining();
        to.writable().put(from.readable());
        from.written(n);
        to.received(n);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
            .getCurrentThreadAllocatedBytes();
    }

    /** Hears everything and counts done chunks. */
    private static final class Silent implements SourceEvents, TargetEvents {
        int done;

        @Override
        public void onRefused(Refusal refusal) {
            throw new AssertionError(refusal);
        }

        @Override
        public void onWelcome(int readDepth, byte[] dataToken) {
        }

        @Override
        public void onHeld(int rank, int stream, long firstOrdinal, long count) {
        }

        @Override
        public void onReady() {
        }

        @Override
        public void onChunkDone(int chunk) {
            done++;
        }

        @Override
        public void onImageStored(int rank, long bytes) {
        }

        @Override
        public void onCommitted(long bytes, long verifyNanos, long retries) {
        }

        @Override
        public void onAbort(SessionFault fault) {
            throw new AssertionError(fault);
        }

        @Override
        public Refusal onHello(SourceTerms terms, int attempt) {
            return null;
        }

        @Override
        public void onAuthenticated(HeldSink sink) {
        }

        @Override
        public byte[] dataToken() {
            return new byte[32];
        }

        @Override
        public void onPoolRegions(PoolRegion[] regions, String path) {
        }

        @Override
        public void onStreamOpen(int rank, int stream, boolean seekable, long expectedBytes, String name) {
        }

        @Override
        public void onChunkReady(int rank, int stream, int chunk, long position, int length, int crc, long ordinal) {
        }

        @Override
        public void onStreamEnd(int rank, int stream, long length, long chunks, boolean digestKnown, int crc) {
        }

        @Override
        public void onImageEnd(int rank, int streams) {
        }

        @Override
        public void onSetEnd(int ranks, long bytes) {
        }
    }

    /** Hears everything and counts commits. */
    private static final class SilentRank implements RankEvents {
        int commits;

        @Override
        public Refusal onAttach(int rank, int pid, String job) {
            return null;
        }

        @Override
        public void onImageBegin(int attempt) {
        }

        @Override
        public void onStreamOpen(int stream, boolean seekable, long expectedBytes, String name) {
        }

        @Override
        public void onCommit(int stream, int chunk, long position, int length, int crc, long ordinal) {
            commits++;
        }

        @Override
        public void onStreamEnd(int stream, long length, long chunks, boolean digestKnown, int crc) {
        }

        @Override
        public void onSync() {
        }

        @Override
        public void onImageEnd(int streams) {
        }

        @Override
        public void onLeaseReturned(int chunk) {
        }
    }
}
