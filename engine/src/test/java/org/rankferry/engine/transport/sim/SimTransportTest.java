package org.rankferry.engine.transport.sim;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.transport.LinkPair;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.TestFrames;
import org.rankferry.engine.transport.TestImage;
import org.rankferry.engine.transport.TestPool;
import org.rankferry.protocol.wire.codec.PingDecoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SimTransportTest {
    private static final long SEED = 4711;
    private static final int CHUNK = 4096;
    private static final int DEPTH = 4;

    @TempDir
    private Path directory;

    private final List<Integer> order = new ArrayList<>();
    private String fault;

    /** READs chunks 0..count-1 in slots in turn, until all are in, none comes any more, or the link is lost. */
    private LinkState read(final LinkPair pair, final TestImage image, final int count) {
        int posted = 0;
        int idle = 0;
        int outstanding = 0;
        while (order.size() < count && idle < 1000 && pair.target().state() == LinkState.OPEN) {
            while (posted < count && outstanding < DEPTH) {
                final int slot = posted % DEPTH;
                if (posted >= DEPTH && !order.contains(posted - DEPTH)) {
                    break;
                }
                final int at = posted;
                pair.target().read(slot, at % 10, CHUNK, image.map((long) at * CHUNK, CHUNK));
                posted++;
                outstanding++;
            }
            pair.turn();
            final int before = order.size();
            final int end = posted;
            final int work = pair.target().pollReads((slot, why) -> {
                fault = why;
                order.add(end - 1 - Math.floorMod(end - 1 - slot, DEPTH));
            }, DEPTH);
            outstanding -= order.size() - before;
            idle = work == 0 ? idle + 1 : 0;
        }
        return pair.target().state();
    }

    private interface Body {
        void run(SimTransport sim, LinkPair pair, TestImage image);
    }

    private void with(final FaultPlan plan, final Body body) {
        final SimTransport sim = new SimTransport(plan, SEED);
        assertTrue(sim.toString().contains("seed " + SEED));
        try (TestPool pool = new TestPool(directory.resolve("pool"), 10, CHUNK);
            TestImage image = new TestImage(64 * CHUNK, 1);
            LinkPair pair = new LinkPair(sim, LinkPair.endpoint(sim, directory), pool).attach(pool, DEPTH)) {
            body.run(sim, pair, image);
        }
    }

    private static int wrong(final TestImage image, final int count) {
        int wrong = 0;
        for (int i = 0; i < count; i++) {
            wrong += image.mismatch((long) i * CHUNK, i % 10, CHUNK) >= 0 ? 1 : 0;
        }
        return wrong;
    }

    @Test
    void withoutFaultsItIsTheTransportBeneath() {
        with(FaultPlan.NONE, (sim, pair, image) -> {
            assertEquals(LinkState.OPEN, read(pair, image, 40));
            assertEquals(0, wrong(image, 40));
            for (final Fault each : Fault.values()) {
                assertEquals(0, sim.injected(each), each.name());
            }
        });
    }

    @Test
    void readErrorLosesTheLinkWithACause() {
        with(FaultPlan.NONE.readErrorAt(7), (sim, pair, image) -> {
            assertEquals(LinkState.LOST, read(pair, image, 40));
            assertEquals("sim: READ of chunk 6 failed: RNR retry counter exceeded (seed 4711)", pair.target().cause());
            assertEquals(pair.target().cause(), fault);
            assertEquals(7, order.size());
            assertEquals(1, sim.injected(Fault.READ_ERROR));
            pair.until("source lost", () -> pair.source().state() == LinkState.LOST);
        });
    }

    @Test
    void delayedCompletionsComeOutOfOrder() {
        with(FaultPlan.NONE.delays(0.5, 6), (sim, pair, image) -> {
            assertEquals(LinkState.OPEN, read(pair, image, 40));
            assertEquals(0, wrong(image, 40));
            assertTrue(sim.injected(Fault.READ_DELAYED) > 5, sim.toString());
            assertNotEquals(order.stream().sorted().toList(), order);
        });
    }

    @Test
    void flippedByteIsRightWhenReadAgain() {
        with(FaultPlan.NONE.flipOnceAt(5), (sim, pair, image) -> {
            read(pair, image, 10);
            assertEquals(1, wrong(image, 10));
            assertTrue(image.mismatch(4L * CHUNK, 4, CHUNK) >= 0, sim.toString());
            order.clear();
            read(pair, image, 10);
            assertEquals(0, wrong(image, 10));
            assertEquals(1, sim.injected(Fault.READ_FLIPPED));
        });
    }

    @Test
    void flippedFromThereOnStaysWrong() {
        with(FaultPlan.NONE.flipFrom(5), (sim, pair, image) -> {
            read(pair, image, 10);
            assertEquals(6, wrong(image, 10));
            assertEquals(6, sim.injected(Fault.READ_FLIPPED));
        });
    }

    @Test
    void droppedCompletionNeverComes() {
        with(FaultPlan.NONE.dropAt(3), (sim, pair, image) -> {
            assertEquals(LinkState.OPEN, read(pair, image, 10));
            assertTrue(order.size() < 10 && !order.contains(2), order.toString());
            assertEquals(1, sim.injected(Fault.READ_DROPPED));
        });
    }

    @Test
    void linkIsLostAtAReadOrBehindAFrame() {
        with(FaultPlan.NONE.loseAtRead(6), (sim, pair, image) -> {
            assertEquals(LinkState.LOST, read(pair, image, 10));
            assertEquals(1, sim.injected(Fault.LOST_AT_READ));
        });
        order.clear();
        with(FaultPlan.NONE.loseBehind(PingDecoder.TEMPLATE_ID), (sim, pair, image) -> {
            for (int i = 0; i < 10; i++) {
                LinkPair.send(pair.source(), TestFrames.numbered(64, i));
            }
            pair.until("lost", () -> pair.target().state() == LinkState.LOST);
            assertEquals(2, pair.atTarget().taken().size(), "Hello and the first Ping");
            assertEquals(1, sim.injected(Fault.LOST_BEHIND_FRAME));
        });
    }

    @Test
    void stalledFramesComeLaterOrNever() {
        with(FaultPlan.NONE.stallAtFrame(3, 50), (sim, pair, image) -> {
            for (int i = 0; i < 10; i++) {
                LinkPair.send(pair.source(), TestFrames.numbered(64, i));
            }
            for (int i = 0; i < 40; i++) {
                pair.turn();
            }
            assertEquals(2, pair.atTarget().taken().size());
            pair.until("all there", () -> pair.atTarget().taken().size() == 11);
            assertEquals(1, sim.injected(Fault.FRAMES_STALLED));
        });
        with(FaultPlan.NONE.stallAtFrame(3, FaultPlan.FOR_GOOD), (sim, pair, image) -> {
            LinkPair.send(pair.source(), TestFrames.numbered(64, 1));
            LinkPair.send(pair.source(), TestFrames.numbered(64, 2));
            for (int i = 0; i < 1000; i++) {
                pair.turn();
            }
            assertEquals(2, pair.atTarget().taken().size());
            assertEquals(LinkState.OPEN, pair.target().state());
        });
    }
}
