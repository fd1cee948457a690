package org.rankferry.protocol.session;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.rankferry.protocol.wire.FrameCheck;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.FrameSamples;
import org.rankferry.protocol.wire.codec.AbortCode;
import org.rankferry.protocol.wire.codec.RefusalCode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankferry.protocol.session.SessionState.ABORTED;
import static org.rankferry.protocol.session.SessionState.AUTHENTICATING;
import static org.rankferry.protocol.session.SessionState.COMMITTED;
import static org.rankferry.protocol.session.SessionState.COMMITTING;
import static org.rankferry.protocol.session.SessionState.CONNECTING;
import static org.rankferry.protocol.session.SessionState.HELLO;
import static org.rankferry.protocol.session.SessionState.LOST;
import static org.rankferry.protocol.session.SessionState.REFUSED;
import static org.rankferry.protocol.session.SessionState.RESUMING;
import static org.rankferry.protocol.session.SessionState.STREAMING;

/** Every pair: state and next state, state and frame, state and call. */
class SessionTablesTest {
    private static final Map<SessionState, Set<SessionState>> NEXT = Map.of(
        CONNECTING, EnumSet.of(HELLO, ABORTED, LOST),
        HELLO, EnumSet.of(AUTHENTICATING, REFUSED, ABORTED, LOST),
        AUTHENTICATING, EnumSet.of(RESUMING, REFUSED, ABORTED, LOST),
        RESUMING, EnumSet.of(STREAMING, ABORTED, LOST),
        STREAMING, EnumSet.of(COMMITTING, ABORTED, LOST),
        COMMITTING, EnumSet.of(COMMITTED, ABORTED, LOST),
        COMMITTED, Set.of(), REFUSED, Set.of(), ABORTED, Set.of(), LOST, Set.of());

    private static final String OPEN = "Abort Credit Ping Pong ";

    private static final Map<SessionState, String> SOURCE_TAKES = Map.of(
        HELLO, "Abort Challenge Refused",
        AUTHENTICATING, "Abort Refused Welcome",
        RESUMING, OPEN + "HeldChunks",
        STREAMING, OPEN + "ChunkDone ImageStored",
        COMMITTING, OPEN + "ChunkDone ImageStored Committed");

    private static final Map<SessionState, String> TARGET_TAKES = Map.of(
        HELLO, "Hello",
        AUTHENTICATING, "Abort Proof Refused",
        RESUMING, OPEN,
        STREAMING, OPEN + "PoolRegions StreamOpen ChunkReady StreamEnd ImageEnd SetEnd",
        COMMITTING, OPEN);

    @Test
    void everyTransition() {
        for (final SessionState from : SessionState.values()) {
            for (final SessionState to : SessionState.values()) {
                assertEquals(NEXT.get(from).contains(to), from.canBecome(to), from + " to " + to);
                if (!from.canBecome(to)) {
                    final IllegalStateException illegal =
                        assertThrows(IllegalStateException.class, () -> from.become(to));
                    assertEquals("session cannot go from " + from + " to " + to, illegal.getMessage());
                }
            }
            assertEquals(NEXT.get(from).isEmpty(), from.isFinal(), from.toString());
        }
    }

    @Test
    void everyFrameInEveryState() {
        for (final SessionState state : SessionState.values()) {
            assertEquals(names(SOURCE_TAKES.getOrDefault(state, "")), names(SourceSession.accepted(state)), "source "
                + state);
            assertEquals(names(TARGET_TAKES.getOrDefault(state, "")), names(TargetSession.accepted(state)), "target "
                + state);
        }
    }

    /** What a state does not take is refused in the handshake, a fault after it, and passed over at the end. */
    @Test
    void frameThatCannotCome() {
        for (final SessionState state : SessionState.values()) {
            for (final int templateId : FrameSamples.TEMPLATES) {
                if (state != CONNECTING && (SourceSession.accepted(state) & 1L << templateId) == 0) {
                    final SessionFixture pair = inState(state);
                    unexpected(state, templateId, pair::toSource, pair.source::state, pair.sourceEvents);
                }
                if (state != CONNECTING && (TargetSession.accepted(state) & 1L << templateId) == 0) {
                    final SessionFixture pair = inState(state);
                    unexpected(state, templateId, pair::toTarget, pair.target::state, pair.targetEvents);
                }
            }
        }
    }

    @Test
    void everyCallInEveryState() {
        final Map<String, Consumer<SessionFixture>> streamingOnly = Map.of(
            "poolRegions", p -> p.source.poolRegions(new PoolRegion[0], ""),
            "streamOpen", p -> p.source.streamOpen(0, 0, false, 0, "a"),
            "chunkReady", p -> p.source.chunkReady(0, 0, 0, 0, 1, 0, 0),
            "streamEnd", p -> p.source.streamEnd(0, 0, 0, 0, true, 0),
            "imageEnd", p -> p.source.imageEnd(0, 0),
            "setEnd", p -> p.source.setEnd(2, 0));
        for (final SessionState state : SessionState.values()) {
            streamingOnly.forEach((name, call) -> legal(state == STREAMING, state, name, call));
            legal(state == CONNECTING, state, "connected", p -> p.source.connected(1));
            legal(!state.isFinal(), state, "source abort", p -> p.source.abort(fault()));
            legal(!state.isFinal(), state, "target abort", p -> p.target.abort(fault()));
            legal(state == COMMITTING, state, "committed", p -> p.target.committed(0, 0, 0));
            legal(state == STREAMING || state == COMMITTING, state, "imageStored", p -> p.target.imageStored(0, 0));
            legal(true, state, "lost", p -> p.source.lost());
            legal(true, state, "timers", p -> {
                p.source.doTimers(1);
                p.target.doTimers(1);
            });
        }
    }

    private static void legal(boolean legal, SessionState state, String name, Consumer<SessionFixture> call) {
        final SessionFixture pair = inState(state);
        if (legal) {
            call.accept(pair);
        } else {
            assertThrows(IllegalStateException.class, () -> call.accept(pair), name + " in " + state);
        }
    }

    private static void unexpected(SessionState state, int templateId, Consumer<byte[]> deliver,
        Supplier<SessionState> now, List<String> events) {
        final byte[] frame = FrameSamples.frame(templateId, new Random(templateId));
        final String what = FrameCheck.name(templateId) + " in " + state;
        final String message = "frame " + FrameCheck.name(templateId) + " cannot come in state " + state;
        events.clear();
        if (state.isFinal()) {
            deliver.accept(frame);
            assertEquals(state, now.get(), what);
            assertTrue(events.isEmpty(), what);
        } else if (state == HELLO || state == AUTHENTICATING) {
            deliver.accept(frame);
            assertEquals(List.of("refused FRAME: " + message), events, what);
            assertEquals(REFUSED, now.get(), what);
        } else {
            assertEquals(message, assertThrows(FrameFault.class, () -> deliver.accept(frame), what).getMessage());
            assertEquals(ABORTED, now.get(), what);
        }
    }

    /** Both ends in a state; what only one end knows, the other comes as near as it can. */
    private static SessionFixture inState(SessionState state) {
        final SessionFixture pair = new SessionFixture(SessionFixture.SOURCE, 1, SessionFixture.TARGET,
            "a secret of some length", "a secret of some length");
        // More extents than credits can carry keep both ends in RESUMING.
        pair.held = state == RESUMING ? SessionTablesTest::tellMuch : sink -> { };
        if (state == CONNECTING) {
            return pair;
        }
        pair.source.connected(1);
        if (state == HELLO) {
            return pair;
        }
        if (state == REFUSED) {
            pair.helloAnswer = new Refusal(RefusalCode.BUSY, 0, 0, "busy");
        }
        pair.toTarget(pair.sourceLog.take());
        pair.toSource(pair.targetLog.take());
        if (state == AUTHENTICATING || state == REFUSED) {
            return pair;
        }
        pair.settle();
        if (state == COMMITTING || state == COMMITTED) {
            pair.source.imageEnd(5, 0);
            pair.source.imageEnd(6, 0);
            pair.source.setEnd(2, 0);
            pair.settle();
        }
        switch (state) {
            case COMMITTED -> pair.target.committed(0, 0, 0);
            case ABORTED -> pair.source.abort(fault());
            case LOST -> {
                pair.source.lost();
                pair.target.lost();
            }
            default -> {
                // There already.
            }
        }
        pair.settle();
        assertEquals(state, pair.source.state());
        assertEquals(state, pair.target.state());
        return pair;
    }

    private static void tellMuch(HeldSink sink) {
        for (int stream = 0; stream < 20; stream++) {
            sink.held(5, stream, SessionFixture.extents(0, 1));
        }
    }

    private static SessionFault fault() {
        return SessionFault.of(AbortCode.CANCELLED, "enough");
    }

    private static Set<String> names(String list) {
        return list.isBlank() ? Set.of() : new TreeSet<>(List.of(list.strip().split(" ", -1)));
    }

    private static Set<String> names(long bits) {
        final Set<String> names = new TreeSet<>();
        for (int templateId = 0; templateId < Long.SIZE; templateId++) {
            if ((bits & 1L << templateId) != 0) {
                names.add(FrameCheck.name(templateId));
            }
        }
        return names;
    }
}
