package org.rankferry.protocol.session;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.codec.AbortCode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankferry.protocol.session.SessionFixture.CHUNK;
import static org.rankferry.protocol.session.SessionFixture.SOURCE;
import static org.rankferry.protocol.session.SessionFixture.TARGET;

class StreamingTest {
    private static final int FRAME_ORDINAL = 16 + 26;
    private static final String SECRET = "a secret of some length";

    @Test
    void aSetFromOpenToCommitted() {
        final SessionFixture pair = new SessionFixture().open(false);
        pair.source.chunkReady(5, 0, 3, 0, CHUNK, 11, 0);
        pair.source.chunkReady(5, 0, 4, CHUNK, 100, -12, 1);
        pair.settle();
        pair.target.chunkDone(3);
        pair.target.chunkDone(4);
        pair.settle();
        pair.source.streamEnd(5, 0, CHUNK + 100, 2, true, -99);
        pair.source.imageEnd(5, 1);
        pair.source.imageEnd(6, 0);
        pair.settle();
        pair.target.doTimers(1);
        pair.settle();
        pair.source.setEnd(2, CHUNK + 100);
        pair.settle();
        pair.target.imageStored(6, 0);
        pair.target.imageStored(5, CHUNK + 100);
        pair.target.committed(CHUNK + 100, 123, 1);
        pair.settle();
        assertEquals(List.of("chunk 5/0 #0 in 3 [0+4096) 11", "chunk 5/0 #1 in 4 [4096+100) -12",
            "end 5/0 4196 2 true -99", "image end 5 1", "image end 6 0", "set end 2 4196"), pair.targetEvents);
        assertEquals(List.of("done 3", "done 4", "stored 6 0", "stored 5 4196", "committed 4196 123 1"),
            pair.sourceEvents);
        assertEquals(SessionState.COMMITTED, pair.source.state());
        assertEquals(SessionState.COMMITTED, pair.target.state());
    }

    @Test
    void rulesOfChunkReady() {
        faulty("frame ChunkReady: stream is 1, which rank 5 has not opened", s -> s.chunkReady(5, 1, 0, 0, 1, 0, 0));
        faulty("frame ChunkReady: length is 0, expected 1 to 4096", s -> s.chunkReady(5, 0, 0, 0, 0, 0, 0));
        faulty("frame ChunkReady: length is 4097, expected 1 to 4096", s -> s.chunkReady(5, 0, 0, 0, 4097, 0, 0));
        faulty("frame ChunkReady: ordinal is 1, expected 0", s -> s.chunkReady(5, 0, 0, 0, 1, 0, 1));
        faulty("frame ChunkReady: position is 7, expected 0; the stream is not seekable",
            s -> s.chunkReady(5, 0, 0, 7, 1, 0, 0));
        faulty("frame ChunkReady: position is 18446744073709551615, at most 9223372036854775807",
            s -> s.chunkReady(5, 0, 0, -1, 1, 0, 0));
        faulty("frame ChunkReady: position is 9223372036854775807, too far for 1 bytes",
            s -> s.chunkReady(5, 0, 0, Long.MAX_VALUE, 1, 0, 0));
        faulty("frame ChunkReady: its stream has ended", s -> {
            s.streamEnd(5, 0, 0, 0, true, 0);
            s.chunkReady(5, 0, 0, 0, 1, 0, 0);
        });
        faulty("frame ChunkReady: rank is 4294967295, at most 2147483647", s -> s.chunkReady(-1, 0, 0, 0, 1, 0, 0));
    }

    @Test
    void aChunkIsReadyOnceUntilItIsDone() {
        final SessionFixture pair = new SessionFixture().open(true);
        pair.source.chunkReady(5, 0, 0, 0, 1, 0, 0);
        assertThrows(IllegalStateException.class, () -> pair.source.chunkReady(5, 0, 0, 1, 1, 0, 1));
        final byte[] ready = pair.sourceLog.take();
        pair.toTarget(ready);
        final byte[] again = ready.clone();
        again[FRAME_ORDINAL] = 1;
        assertEquals("frame ChunkReady: chunk is 0, which is READY already and not done",
            assertThrows(FrameFault.class, () -> pair.toTarget(again)).getMessage());
        assertThrows(IllegalStateException.class, () -> pair.target.chunkDone(1));
    }

    @Test
    void aChunkBeyondThePool() {
        final SessionFixture pair = new SessionFixture().open(true);
        pair.source.chunkReady(5, 0, 0, 0, 1, 0, 0);
        final byte[] ready = pair.sourceLog.take();
        ready[16 + 6] = 8;
        assertEquals("frame ChunkReady: chunk is 8, the pool has 8",
            assertThrows(FrameFault.class, () -> pair.toTarget(ready)).getMessage());
    }

    @Test
    void rulesOfStreams() {
        faulty("frame StreamOpen: stream is 0, which rank 5 has opened already",
            s -> s.streamOpen(5, 0, false, 0, "other"));
        faulty("frame StreamOpen: name is ctx, which is another stream's of rank 5",
            s -> s.streamOpen(5, 1, false, 0, "ctx"));
        faulty("frame StreamOpen: name is ctx/a, but ctx is a stream of rank 5 and no directory",
            s -> s.streamOpen(5, 1, false, 0, "ctx/a"));
        faulty("frame StreamOpen: name is a, but that is the directory of stream a/b of rank 5", s -> {
            s.streamOpen(5, 1, false, 0, "a/b");
            s.streamOpen(5, 2, false, 0, "a");
        });
        faulty("frame StreamOpen: stream name \"../a\" has the component \"..\", which is a directory", s ->
            s.streamOpen(5, 1, false, 0, "../a"));
        faulty("frame StreamOpen: stream name is \"..\", which is a directory", s ->
            s.streamOpen(5, 1, false, 0, ".."));
        faulty("frame StreamOpen: stream is 65535, at most 65534", s -> s.streamOpen(5, 65535, false, 0, "a"));
        faulty("frame StreamOpen: rank is 7, one more than the 2 ranks of Hello", s -> {
            s.streamOpen(6, 0, false, 0, "ctx");
            s.streamOpen(7, 0, false, 0, "ctx");
        });
        faulty("frame StreamOpen: rank is 5, whose image has ended", s -> {
            s.streamEnd(5, 0, 0, 0, true, 0);
            s.imageEnd(5, 1);
            s.streamOpen(5, 1, false, 0, "a");
        });
        faulty("frame StreamEnd: its stream has ended already", s -> {
            s.streamEnd(5, 0, 0, 0, true, 0);
            s.streamEnd(5, 0, 0, 0, true, 0);
        });
        faulty("frame StreamEnd: chunks is 1, but held or advertised are 0 chunks, complete up to 0",
            s -> s.streamEnd(5, 0, 0, 1, true, 0));
        faulty("frame StreamEnd: length is 2, expected 1, where its chunks end", s -> {
            s.chunkReady(5, 0, 0, 0, 1, 0, 0);
            s.streamEnd(5, 0, 2, 1, true, 0);
        });
    }

    @Test
    void rulesOfImagesAndTheSet() {
        faulty("frame ImageEnd: rank is 5, of whose 1 streams only 0 have ended", s -> s.imageEnd(5, 1));
        faulty("frame ImageEnd: streams is 3, expected 1", s -> {
            s.streamEnd(5, 0, 0, 0, true, 0);
            s.imageEnd(5, 3);
        });
        faulty("frame SetEnd: ranks is 1, expected 2 as in Hello", s -> s.setEnd(1, 0));
        faulty("frame SetEnd: ranks is 2, but only 0 images have ended", s -> s.setEnd(2, 0));
        faulty("frame SetEnd: bytes is 9, but the streams have 0", s -> {
            s.streamEnd(5, 0, 0, 0, true, 0);
            s.imageEnd(5, 1);
            s.imageEnd(6, 0);
            s.setEnd(2, 9);
        });
    }

    @Test
    void rulesOfPoolRegions() {
        final SessionFixture pair = new SessionFixture().streaming();
        pair.source.streamOpen(5, 0, false, 0, "ctx");
        pair.source.chunkReady(5, 0, 0, 0, 1, 0, 0);
        assertEquals("frame ChunkReady came before PoolRegions",
            assertThrows(FrameFault.class, pair::settle).getMessage());
        faultyRegions("frame PoolRegions: length is 40000, expected 1 to 32768, what is left of the pool", 40000);
        faultyRegions("frame PoolRegions: length of all regions is 4096, expected 32768", 4096);
        faultyRegions("frame PoolRegions: length is 0, expected 1 to 32768, what is left of the pool", 0);
    }

    @Test
    void whatTheSourceFindsFaulty() {
        final SessionFixture pair = new SessionFixture().open(true);
        pair.source.chunkReady(5, 0, 0, 0, 1, 0, 0);
        pair.settle();
        pair.target.chunkDone(0);
        pair.target.flushDone();
        final byte[] done = pair.targetLog.take();
        done[16 + 4] = 3;
        assertEquals("frame ChunkDone: chunk is 3, which is not advertised",
            assertThrows(FrameFault.class, () -> pair.toSource(done)).getMessage());
        assertEquals(SessionState.ABORTED, pair.source.state());
        pair.settle();
        assertTrue(pair.targetEvents.getLast().contains("code=PROTOCOL"), pair.targetEvents::toString);

        final SessionFixture other = new SessionFixture().open(true);
        other.target.imageStored(5, 1);
        assertEquals("frame ImageStored: rank is 5, whose image has not ended or was stored already",
            assertThrows(FrameFault.class, other::settle).getMessage());
    }

    @Test
    void aResumedSourceAdvertisesWhatIsNotHeld() {
        final SessionFixture pair = resumed(0, 2, 4, 5);
        // In the pool's order rather than the stream's.
        pair.source.chunkReady(5, 0, 1, 3 * CHUNK, CHUNK, 0, 3);
        pair.source.chunkReady(5, 0, 2, 2 * CHUNK, CHUNK, 0, 2);
        pair.settle();
        pair.target.doTimers(1);
        pair.settle();
        pair.source.streamEnd(5, 0, 5 * CHUNK, 5, true, 0);
        pair.settle();
        assertEquals("end 5/0 20480 5 true 0", pair.targetEvents.getLast());
    }

    @Test
    void aResumedSourceMustNotRepeatNorForget() {
        final SessionFixture repeats = resumed(0, 2);
        repeats.source.chunkReady(5, 0, 1, CHUNK, CHUNK, 0, 1);
        assertEquals("frame ChunkReady: ordinal is 1, which is held or advertised already",
            assertThrows(FrameFault.class, repeats::settle).getMessage());
        final SessionFixture forgets = resumed(0, 2, 3, 4);
        forgets.source.streamEnd(5, 0, 4 * CHUNK, 4, true, 0);
        assertEquals("frame StreamEnd: chunks is 4, but held or advertised are 3 chunks, complete up to 2",
            assertThrows(FrameFault.class, forgets::settle).getMessage());
    }

    @Test
    void aFaultAbortsBothEnds() {
        final SessionFixture pair = new SessionFixture().open(false);
        pair.source.chunkReady(5, 0, 0, 9, 1, 0, 0);
        assertThrows(FrameFault.class, pair::settle);
        assertEquals(SessionState.ABORTED, pair.target.state());
        assertEquals("Abort", pair.targetLog.last());
        pair.settle();
        assertEquals(SessionState.ABORTED, pair.source.state());
        assertEquals(List.of("abort " + SessionFault.of(AbortCode.PROTOCOL,
            "frame ChunkReady: position is 9, expected 0; the stream is not seekable")), pair.sourceEvents);
        assertThrows(IllegalStateException.class, () -> pair.source.streamEnd(5, 0, 0, 0, true, 0));
    }

    @Test
    void abortTravelsWhole() {
        final SessionFixture pair = new SessionFixture().open(false);
        final SessionFault fault = new SessionFault(AbortCode.CORRUPT, 5, 0, 1L << 33, "bytes differ");
        pair.target.abort(fault);
        pair.settle();
        assertEquals(List.of("abort " + fault), pair.sourceEvents);
        assertThrows(IllegalStateException.class, () -> pair.source.abort(fault));
        pair.source.lost();
        assertEquals(SessionState.ABORTED, pair.source.state());
    }

    @Test
    void silenceIsAskedAboutAndThenEndsTheAttempt() {
        final SessionFixture pair = new SessionFixture().open(false);
        final long second = TimeUnit.SECONDS.toNanos(1);
        assertNull(pair.source.doTimers(second / 2));
        assertTrue(pair.sourceLog.isEmpty());
        assertNull(pair.source.doTimers(1 + second));
        assertEquals("Ping", pair.sourceLog.last());
        assertNull(pair.source.doTimers(2 + second));
        assertEquals(1, pair.sourceLog.size());
        pair.now = 2 * second;
        pair.settle();
        assertNull(pair.source.doTimers(11 * second));
        pair.sourceLog.clear();
        final SessionFault fault = pair.source.doTimers(12 * second);
        assertNotNull(fault);
        assertEquals(AbortCode.PEER_LOST, fault.code());
        assertEquals("nothing heard from the target for 10.0 s in state STREAMING; the link counts as lost",
            fault.text());
        assertEquals(SessionState.LOST, pair.source.state());
        assertNull(pair.source.doTimers(20 * second));
    }

    @Test
    void aTargetWaitsForHelloOnlySoLong() {
        final SessionFixture pair = new SessionFixture();
        pair.target.accepted(0);
        assertNull(pair.target.doTimers(TimeUnit.SECONDS.toNanos(9)));
        assertNotNull(pair.target.doTimers(TimeUnit.SECONDS.toNanos(10)));
        assertTrue(pair.targetLog.isEmpty());
    }

    @Test
    void withoutCreditsNothingGoesAndNothingIsLost() {
        final SessionFixture pair = new SessionFixture().open(true);
        int sent = 0;
        while (pair.source.canSend()) {
            pair.source.chunkReady(5, 0, sent, sent, 1, 0, sent);
            sent++;
        }
        assertEquals(1, pair.source.credits());
        assertThrows(IllegalStateException.class, () -> pair.source.streamEnd(5, 0, 0, 0, true, 0));
        pair.settle();
        pair.target.doTimers(1);
        assertEquals("Credit", pair.targetLog.last());
        pair.settle();
        assertTrue(pair.source.canSend());
    }

    private static SessionFixture resumed(long... held) {
        final SessionFixture pair = new SessionFixture(SOURCE, 1, TARGET, SECRET, SECRET);
        pair.held = sink -> sink.held(5, 0, SessionFixture.extents(held));
        return pair.open(false);
    }

    private static void faulty(String message, Consumer<SourceSession> sends) {
        final SessionFixture pair = new SessionFixture().open(false);
        sends.accept(pair.source);
        assertEquals(message, assertThrows(FrameFault.class, pair::settle).getMessage());
        assertEquals(SessionState.ABORTED, pair.target.state());
    }

    private static void faultyRegions(String message, long length) {
        final SessionFixture pair = new SessionFixture().streaming();
        pair.source.poolRegions(new PoolRegion[] {new PoolRegion(1, length, 2)}, "");
        assertEquals(message, assertThrows(FrameFault.class, pair::settle).getMessage());
    }
}
