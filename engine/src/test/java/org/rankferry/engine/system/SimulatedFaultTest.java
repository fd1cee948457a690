package org.rankferry.engine.system;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.engine.api.Deadlines;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceObserver;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TargetObserver;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.rank.RankWriter;
import org.rankferry.engine.rank.StreamWriter;
import org.rankferry.engine.source.RunningSource;
import org.rankferry.engine.target.RunningTarget;
import org.rankferry.engine.transport.Transports;
import org.rankferry.engine.transport.sim.Fault;
import org.rankferry.engine.transport.sim.FaultPlan;
import org.rankferry.engine.transport.sim.SimTransport;
import org.rankferry.protocol.wire.codec.AbortDecoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Faults of the transport, from a seed: each is counted where it was made and where it was noticed. */
class SimulatedFaultTest {
    private static final int RANKS = 3;
    private static final long BYTES = 1_500_007;
    private static final Deadlines SHORT = Deadlines.DEFAULT
        .with("connect", Duration.ofSeconds(3)).with("silence", Duration.ofMillis(900))
        .with("read", Duration.ofMillis(500)).with("resume", Duration.ofSeconds(10));

    @TempDir
    private Path root;
    private Transfer transfer;
    private TransferResult received;

    @BeforeEach
    void open() throws Exception {
        transfer = new Transfer(root);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        transfer.close();
        try (var left = Files.list(transfer.runDirectory())) {
            assertEquals(List.of(), left.toList(), "the run directory");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void completionsMayComeLateAndInAnyOrder(final long seed) throws Exception {
        final SimTransport sim = new SimTransport(FaultPlan.NONE.delays(0.4, 5), seed);
        move(sim);
        assertTrue(sim.injected(Fault.READ_DELAYED) > 10, sim + " delayed " + sim.injected(Fault.READ_DELAYED));
        assertEquals(0, received.retries(), sim.toString());
        assertEquals(0, received.reconnects(), sim.toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void wrongBytesAreReadOnceMore(final long seed) throws Exception {
        final SimTransport sim = new SimTransport(FaultPlan.NONE.flipOnceAt(17), seed);
        move(sim);
        assertEquals(1, sim.injected(Fault.READ_FLIPPED), sim.toString());
        assertEquals(1, received.retries(), sim.toString());
    }

    @Test
    void bytesThatStayWrongAreNamed() throws Exception {
        final SimTransport sim = new SimTransport(FaultPlan.NONE.flipFrom(9), 31);
        final TransferException fault = assertThrows(TransferException.class, () -> move(sim));
        assertTrue(fault.getMessage().matches(
            "(?s).*rank [0-2], stream ctx, offset \\d+ was READ twice with CRC-32C [0-9a-f]{8},"
            + " it was committed with [0-9a-f]{8}.*"), sim + ": " + fault.getMessage());
        assertTrue(sim.injected(Fault.READ_FLIPPED) >= 2, sim.toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44})
    void failedReadsBringANewLink(final long seed) throws Exception {
        final SimTransport sim = new SimTransport(FaultPlan.NONE.readErrors(0.04).delays(0.2, 3), seed);
        move(sim);
        assertTrue(sim.injected(Fault.READ_ERROR) > 0, sim.toString());
        assertTrue(received.reconnects() > 0 && received.reconnects() <= sim.injected(Fault.READ_ERROR),
            sim + ": " + received.reconnects() + " reconnects");
    }

    @ParameterizedTest
    @ValueSource(longs = {51, 52})
    void aCompletionThatNeverComesIsNoticed(final long seed) throws Exception {
        final SimTransport sim = new SimTransport(FaultPlan.NONE.dropAt(20), seed);
        move(sim);
        assertEquals(1, sim.injected(Fault.READ_DROPPED), sim.toString());
        assertEquals(1, received.reconnects(), sim.toString());
    }

    /** An Abort arrives, and the end of the link is known as soon as it is. */
    @Test
    void lastWordsThatComeTogetherWithTheEndOfTheLinkAreHeard() throws Exception {
        final SimTransport sim = new SimTransport(FaultPlan.NONE.loseBehind(AbortDecoder.TEMPLATE_ID), 81);
        try (Target target = target(sim)) {
            try (Source source = source(sim, target, 1)) {
                try (RankWriter rank = RankWriter.attach(source.door(), Transfer.JOB, 0, Transfer.DEADLINE)) {
                    rank.awaitCheckpoint();
                }
                assertThrows(TransferException.class, () -> source.awaitCommitted(Transfer.DEADLINE));
            }
            final TransferException fault =
                assertThrows(TransferException.class, () -> target.awaitCommitted(Transfer.DEADLINE));
            assertTrue(fault.getMessage().contains("rank 0"), sim + ": " + fault.getMessage());
            assertEquals(1, sim.injected(Fault.LOST_BEHIND_FRAME), sim.toString());
        }
    }

    @Test
    void silenceIsNoticed() throws Exception {
        final SimTransport sim = new SimTransport(FaultPlan.NONE.stallAtFrame(25, FaultPlan.FOR_GOOD), 61);
        move(sim);
        assertEquals(1, sim.injected(Fault.FRAMES_STALLED), sim.toString());
        assertTrue(received.reconnects() >= 1, sim.toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {71, 72, 73, 74, 75, 76})
    void overlappingWritesEndAsTheLastOneLeftThem(final long seed) throws Exception {
        final SimTransport sim = new SimTransport(
            FaultPlan.NONE.delays(0.5, 8).flips(0.01).readErrors(0.005), seed);
        final Random random = new Random(seed);
        final byte[] expected = new byte[700_000];
        try (Target target = target(sim); Source source = source(sim, target, 1);
            RankWriter rank = RankWriter.attach(source.door(), Transfer.JOB, 0, Transfer.DEADLINE)) {
            rank.awaitCheckpoint();
            final StreamWriter stream = rank.openSeekable("late-header", 0);
            int end = 0;
            for (int i = 0; i < 60; i++) {
                final int position = random.nextInt(600_000);
                final byte[] piece = new byte[1 + random.nextInt(90_000)];
                random.nextBytes(piece);
                stream.seek(position);
                stream.write(ByteBuffer.wrap(piece));
                System.arraycopy(piece, 0, expected, position, piece.length);
                end = Math.max(end, position + piece.length);
            }
            stream.end();
            rank.endImage();
            received = target.awaitCommitted(Transfer.DEADLINE);
            assertArrayEquals(Arrays.copyOf(expected, end),
                Files.readAllBytes(received.directory().resolve("rank-0").resolve("late-header")), sim.toString());
        }
    }

    private void move(final SimTransport sim) throws Exception {
        try (Target target = target(sim); Source source = source(sim, target, RANKS)) {
            transfer.startRanks(source.door(), RANKS, BYTES);
            source.awaitCommitted(Transfer.DEADLINE);
            received = target.awaitCommitted(Transfer.DEADLINE);
            transfer.awaitRanks();
            Transfer.assertContent(received.directory(), RANKS, BYTES);
        }
    }

    private Target target(final SimTransport sim) {
        return new RunningTarget(
            transfer.target("sim", "memory").deadlines(SHORT).build(), TargetObserver.NONE,
            new Transports(List.of(sim)));
    }

    private Source source(final SimTransport sim, final Target target, final int ranks) {
        return new RunningSource(
            transfer.source("sim", ranks, target.address()).deadlines(SHORT).build(), SourceObserver.NONE,
            new Transports(List.of(sim)));
    }
}
