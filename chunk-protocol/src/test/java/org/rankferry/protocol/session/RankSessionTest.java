package org.rankferry.protocol.session;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rankferry.protocol.wire.FrameCheck;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.FrameSamples;
import org.rankferry.protocol.wire.codec.RankPhase;
import org.rankferry.protocol.wire.codec.RefusalCode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankferry.protocol.session.RankState.ATTACHING;
import static org.rankferry.protocol.session.RankState.CALLED;
import static org.rankferry.protocol.session.RankState.ENDED;
import static org.rankferry.protocol.session.RankState.IDLE;
import static org.rankferry.protocol.session.RankState.LOST;
import static org.rankferry.protocol.session.RankState.REFUSED;
import static org.rankferry.protocol.session.RankState.WRITING;

class RankSessionTest {
    private static final Map<RankState, Set<RankState>> NEXT = Map.of(
        ATTACHING, EnumSet.of(IDLE, REFUSED, LOST),
        IDLE, EnumSet.of(CALLED, REFUSED, LOST),
        CALLED, EnumSet.of(CALLED, WRITING, IDLE, REFUSED, LOST),
        WRITING, EnumSet.of(CALLED, ENDED, IDLE, REFUSED, LOST),
        ENDED, EnumSet.of(CALLED, IDLE, REFUSED, LOST),
        REFUSED, EnumSet.of(LOST),
        LOST, Set.of());

    @Test
    void anImageFromAttachToCommitted() {
        final RankFixture door = new RankFixture();
        door.rank.attach(1234, "lu");
        assertEquals("Attached", door.log.last());
        door.session.phase(RankPhase.CHECKPOINT, 0, 3, "");
        door.rank.imageBegin(0);
        door.session.lease(6);
        door.session.lease(2);
        door.session.lease(3);
        assertTrue(door.session.isHeld(6));
        door.rank.streamOpen(9, false, 100, "ctx");
        door.rank.commit(9, 6, 0, 4096, 11);
        assertFalse(door.session.isHeld(6));
        door.rank.commit(9, 2, 4096, 4, 12);
        assertEquals(1, door.session.leases());
        door.rank.streamEnd(9, 4100, 2, true, 13);
        door.rank.imageEnd(1);
        door.session.phase(RankPhase.IMAGE_STORED, 0, 3, "");
        door.session.phase(RankPhase.SET_COMMITTED, 0, 3, "");
        assertEquals(List.of("attach 5 1234 lu", "begin 0", "open 9 false 100 ctx", "commit 9 #0 in 6 [0+4096) 11",
            "commit 9 #1 in 2 [4096+4) 12", "end 9 4100 2 true 13", "returned 3", "image end 1"), door.events);
        assertEquals(IDLE, door.session.state());
    }

    @Test
    void attachIsRefusedByName() {
        final RankFixture other = new RankFixture();
        other.rank.attach(1, "cg");
        assertEquals("Refused", other.log.last());
        assertEquals(REFUSED, other.session.state());
        assertTrue(other.events.isEmpty());
        final RankFixture twice = new RankFixture();
        twice.attachAnswer = new Refusal(RefusalCode.RANK, 0, 5, "rank 5 is attached already");
        twice.rank.attach(1, "lu");
        assertEquals(REFUSED, twice.session.state());
    }

    @Test
    void rulesOfCommit() {
        faulty("frame Commit: chunk is 1, which rank 5 does not hold", r -> r.commit(0, 1, 0, 1, 0));
        faulty("frame Commit: chunk is 8, the pool has 8", r -> r.commit(0, 8, 0, 1, 0));
        faulty("frame Commit: stream is 1, which rank 5 has not opened", r -> r.commit(1, 2, 0, 1, 0));
        faulty("frame Commit: length is 0, expected 1 to 4096", r -> r.commit(0, 2, 0, 0, 0));
        faulty("frame Commit: length is 4097, expected 1 to 4096", r -> r.commit(0, 2, 0, 4097, 0));
        faulty("frame Commit: position is 5, expected 0; the stream is not seekable", r -> r.commit(0, 2, 5, 1, 0));
        faulty("frame Commit: chunk is 2, which rank 5 does not hold", r -> {
            r.commit(0, 2, 0, 1, 0);
            r.commit(0, 2, 1, 1, 0);
        });
        faulty("frame Commit: its stream has ended", r -> {
            r.streamEnd(0, 0, 0, true, 0);
            r.commit(0, 2, 0, 1, 0);
        });
    }

    @Test
    void rulesOfStreamsAndImages() {
        faulty("frame StreamOpen: stream is 0, which rank 5 has opened already", r -> r.streamOpen(0, false, 0, "b"));
        faulty("frame StreamOpen: name is ctx, which is another stream's of rank 5", r ->
            r.streamOpen(1, false, 0, "ctx"));
        faulty("frame StreamOpen: name is ctx/a, but ctx is a stream of rank 5 and no directory", r ->
            r.streamOpen(1, false, 0, "ctx/a"));
        faulty("frame StreamOpen: stream name \"/a\" has an empty component; put one '/' between two, none at the ends",
            r -> r.streamOpen(1, false, 0, "/a"));
        faulty("frame StreamOpen: stream name is \"..\", which is a directory", r -> r.streamOpen(1, false, 0, ".."));
        faulty("frame StreamEnd: chunks is 1, but 0 were committed", r -> r.streamEnd(0, 0, 1, true, 0));
        faulty("frame StreamEnd: length is 1, expected 0, where its chunks end", r -> r.streamEnd(0, 1, 0, true, 0));
        faulty("frame ImageEnd: only 0 of the 1 streams of rank 5 have ended", r -> r.imageEnd(1));
        faulty("frame ImageEnd: streams is 2, expected 1", r -> {
            r.streamEnd(0, 0, 0, true, 0);
            r.imageEnd(2);
        });
        faulty("frame ImageBegin: attempt is 1, last called was 0", r -> r.imageBegin(1));
        faulty("frame ImageBegin cannot come in state WRITING", r -> r.imageBegin(0));
        faulty("frame Attach cannot come in state WRITING", r -> r.attach(1, "lu"));
    }

    @Test
    void aSyncIsAnsweredOnceAndByItsNumber() {
        final RankFixture door = new RankFixture().writing(0, false, 2);
        assertThrows(IllegalStateException.class, door.session::synced);
        door.rank.commit(0, 2, 0, 4096, 11);
        door.rank.sync(77);
        assertTrue(door.session.isSyncing());
        assertEquals(List.of("commit 0 #0 in 2 [0+4096) 11", "sync"), door.events);
        door.session.synced();
        assertEquals("Synced 77", door.log.lastSynced());
        assertFalse(door.session.isSyncing());
        assertThrows(IllegalStateException.class, door.session::synced);
        door.rank.sync(78);
        assertTrue(door.session.isSyncing());
    }

    @Test
    void rulesOfSync() {
        faulty("frame Sync cannot come before the answer to the one before it", r -> {
            r.sync(1);
            r.sync(2);
        });
        final RankFixture ended = new RankFixture().writing(0, false, 2);
        ended.rank.sync(1);
        ended.rank.streamEnd(0, 0, 0, true, 0);
        ended.rank.imageEnd(1);
        assertTrue(ended.session.isSyncing(), "an image may end meanwhile");
        ended.session.synced();
        assertEquals("Synced 1", ended.log.lastSynced());
        final RankFixture called = new RankFixture().called(0);
        assertEquals("frame Sync cannot come in state CALLED",
            assertThrows(FrameFault.class, () -> called.rank.sync(1)).getMessage());
    }

    @Test
    void aSyncOfAnAttemptThatIsOverIsNotAnswered() {
        final RankFixture again = new RankFixture().writing(0, false, 2);
        again.rank.sync(1);
        again.session.phase(RankPhase.CHECKPOINT, 1, 3, "");
        assertFalse(again.session.isSyncing());
        again.rank.sync(2); // sent before the rank had heard
        assertFalse(again.session.isSyncing());
        again.rank.imageBegin(1);
        again.rank.sync(3);
        assertTrue(again.session.isSyncing());
        again.session.phase(RankPhase.ABORTED, 1, 3, "no space");
        assertFalse(again.session.isSyncing());
        final RankFixture gone = new RankFixture().writing(0, false, 2);
        gone.rank.sync(1);
        gone.session.closed();
        assertFalse(gone.session.isSyncing());
    }

    @Test
    void anotherRanksFrame() {
        final RankFixture door = new RankFixture().writing(0, false);
        final RankFrames other = new RankFrames(6, door::deliver);
        assertEquals("frame StreamOpen: rank is 6, but rank 5 is attached here",
            assertThrows(FrameFault.class, () -> other.streamOpen(1, false, 0, "a")).getMessage());
    }

    @Test
    void aSeekableStreamMayGoBackAndEndInAHole() {
        final RankFixture door = new RankFixture().writing(0, true, 0, 1);
        door.rank.commit(0, 0, 8192, 10, 0);
        door.rank.commit(0, 1, 0, 10, 0);
        door.rank.streamEnd(0, 10_000, 2, false, 0);
        assertEquals("end 0 10000 2 false 0", door.events.getLast());
    }

    @Test
    void aNewAttemptOvertakesAWritingRank() {
        final RankFixture door = new RankFixture().writing(0, false, 0, 1, 2);
        door.session.phase(RankPhase.CHECKPOINT, 1, 3, "");
        assertEquals(0, door.session.leases());
        door.rank.commit(0, 0, 0, 10, 0);
        assertEquals(List.of("returned 0"), door.events);
        door.rank.streamEnd(0, 10, 1, true, 0);
        door.rank.streamOpen(1, false, 0, "more");
        assertEquals(List.of("returned 0"), door.events);
        door.rank.imageBegin(1);
        assertEquals(List.of("returned 0", "returned 1", "returned 2", "begin 1"), door.events);
        door.rank.streamOpen(0, false, 0, "ctx");
        assertEquals("open 0 false 0 ctx", door.events.getLast());
    }

    @Test
    void aRankCalledTwiceMayAnswerBoth() {
        final RankFixture door = new RankFixture().called(0);
        door.session.phase(RankPhase.CHECKPOINT, 1, 3, "");
        door.rank.imageBegin(0);
        door.rank.streamOpen(0, false, 0, "ctx");
        assertEquals(List.of(), door.events);
        door.rank.imageBegin(1);
        assertEquals(List.of("begin 1"), door.events);
    }

    @Test
    void anAbortedRankLivesOn() {
        final RankFixture door = new RankFixture().writing(0, false, 4);
        door.session.phase(RankPhase.ABORTED, 0, 3, "target lost");
        assertEquals(IDLE, door.session.state());
        // It may still be writing into the chunk.
        assertEquals(List.of(), door.events);
        door.rank.streamEnd(0, 0, 0, true, 0);
        door.rank.imageEnd(1);
        assertEquals(List.of("returned 4"), door.events);
        door.session.phase(RankPhase.CHECKPOINT, 1, 4, "");
        door.rank.imageBegin(1);
        assertEquals(WRITING, door.session.state());
    }

    @Test
    void aDeadRankGivesEverythingBackOnce() {
        final RankFixture door = new RankFixture().writing(0, false, 4, 7);
        door.session.phase(RankPhase.CHECKPOINT, 1, 3, "");
        door.session.closed();
        door.session.closed();
        assertEquals(List.of("returned 4", "returned 7"), door.events);
        assertEquals(LOST, door.session.state());
        door.rank.imageBegin(1);
        assertEquals(2, door.events.size());
    }

    @Test
    void frameOfAnImageBeforeItBegins() {
        final RankFixture door = new RankFixture().called(0);
        assertEquals("frame Commit cannot come in state CALLED",
            assertThrows(FrameFault.class, () -> door.rank.commit(0, 0, 0, 1, 0)).getMessage());
        assertEquals("Refused", door.log.last());
    }

    @Test
    void leasesAndPhasesOfTheAgent() {
        final RankFixture door = new RankFixture().writing(0, false, 4);
        assertThrows(IllegalStateException.class, () -> door.session.lease(4));
        assertThrows(IllegalStateException.class, () -> door.session.lease(8));
        assertThrows(IllegalStateException.class, () -> door.session.phase(RankPhase.IMAGE_STORED, 0, 3, ""));
        assertThrows(IllegalStateException.class, () -> door.session.phase(RankPhase.SET_COMMITTED, 0, 3, ""));
        assertThrows(IllegalArgumentException.class, () -> door.session.phase(RankPhase.CHECKPOINT, 0, 3, ""));
        assertThrows(IllegalStateException.class, () -> new RankFixture().session.phase(RankPhase.ABORTED, 0, 3, ""));
        assertThrows(IllegalStateException.class, () -> new RankFixture().called(0).session.lease(1));
    }

    @Test
    void creditsHaveNoPlaceAtTheDoor() {
        final RankFixture door = new RankFixture();
        final byte[] frame = FrameSamples.frame(FrameSamples.TEMPLATES.getLast(), new Random(1));
        frame[4] = 1;
        assertEquals("frame header: credits is 1, expected 0 at the door", assertThrows(FrameFault.class,
            () -> door.session.onFrame(new UnsafeBuffer(frame), 0, frame.length)).getMessage());
    }

    @Test
    void everyTransition() {
        for (final RankState from : RankState.values()) {
            for (final RankState to : RankState.values()) {
                assertEquals(NEXT.get(from).contains(to), from.canBecome(to), from + " to " + to);
                if (!from.canBecome(to)) {
                    assertEquals("rank cannot go from " + from + " to " + to,
                        assertThrows(IllegalStateException.class, () -> from.become(to)).getMessage());
                }
            }
        }
    }

    /** Frames with random values in every state: taken, passed over, or refused with the rank's end. */
    @Test
    void everyFrameInEveryState() {
        for (final RankState state : RankState.values()) {
            for (final int templateId : FrameSamples.TEMPLATES) {
                final RankFixture door = inState(state);
                final byte[] frame = FrameSamples.frame(templateId, new Random(templateId));
                final String what = FrameCheck.name(templateId) + " in " + state;
                door.events.clear();
                if (state == REFUSED || state == LOST) {
                    door.session.onFrame(new UnsafeBuffer(frame), 0, frame.length);
                    assertTrue(door.events.isEmpty(), what);
                    assertEquals(state, door.session.state(), what);
                } else if (state == ATTACHING && FrameCheck.name(templateId).equals("Attach")) {
                    refusedOrFaulty(door, frame);
                } else if (state == WRITING && FrameCheck.name(templateId).equals("Sync")) {
                    door.session.onFrame(new UnsafeBuffer(frame), 0, frame.length);
                    assertEquals(List.of("sync"), door.events, what);
                } else {
                    assertThrows(FrameFault.class,
                        () -> door.session.onFrame(new UnsafeBuffer(frame), 0, frame.length), what);
                    assertEquals(REFUSED, door.session.state(), what);
                    assertEquals("Refused", door.log.last(), what);
                }
            }
        }
    }

    private static void refusedOrFaulty(RankFixture door, byte[] frame) {
        try {
            door.session.onFrame(new UnsafeBuffer(frame), 0, frame.length);
        } catch (FrameFault fault) {
            assertFalse(fault.getMessage().isEmpty());
        }
        assertEquals(REFUSED, door.session.state());
    }

    private static RankFixture inState(RankState state) {
        final RankFixture door = new RankFixture();
        if (state == ATTACHING) {
            return door;
        }
        door.rank.attach(1, "lu");
        switch (state) {
            case CALLED -> door.called(0);
            case WRITING -> door.writing(0, false, 1);
            case ENDED -> {
                door.called(0).rank.imageBegin(0);
                door.rank.imageEnd(0);
            }
            case REFUSED -> door.session.refuse(new Refusal(RefusalCode.BUSY, 0, 0, "busy"));
            case LOST -> door.session.closed();
            default -> {
                // IDLE already.
            }
        }
        assertEquals(state, door.session.state());
        return door;
    }

    private static void faulty(String message, Consumer<RankFrames> sends) {
        final RankFixture door = new RankFixture().writing(0, false, 2, 3);
        assertEquals(message, assertThrows(FrameFault.class, () -> sends.accept(door.rank)).getMessage());
        assertEquals(REFUSED, door.session.state());
        door.session.closed();
        assertTrue(door.events.containsAll(List.of("returned 3")), door.events::toString);
    }
}
