package org.rankferry.engine.coordinator.node;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rankferry.engine.api.ImageStreams;
import org.rankferry.engine.checkpoint.Restore;
import org.rankferry.engine.coordinator.job.ImageRoute;
import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.coordinator.job.Move;
import org.rankferry.engine.coordinator.job.Order;
import org.rankferry.engine.coordinator.job.Report;
import org.rankferry.engine.coordinator.job.Scope;
import org.rankferry.protocol.wire.codec.RankOrderKind;
import org.rankferry.protocol.wire.codec.RankReportKind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A node with ranks 0 and 1 of a job, which wait at the barrier and are told to go on. */
class JobPartTest {
    private static final long EPOCH = Order.FIRST_EPOCH;
    private static final JobSpec JOB = new JobSpec(
        "lu", Map.of("a", List.of(0, 1)), List.of("./lu"), List.of(), List.of(), "/", "/", Scope.GLOBAL,
        ImageRoute.toMemory("tcp", 4096, 65536), JobSpec.APPLICATION);

    private final List<String> told = new ArrayList<>();
    private final List<String> how = new ArrayList<>();
    private final Map<Integer, IntConsumer> ends = new TreeMap<>();
    private final Map<Integer, String> words = new TreeMap<>();
    private final Passage nothing = (Passage) Proxy.newProxyInstance(
        Passage.class.getClassLoader(), new Class<?>[] {Passage.class}, (self, method, arguments) -> null);
    private final JobPart part = new JobPart(new Node(), JOB, nothing, nothing);

    @BeforeEach
    void start() {
        order(Order.Kind.LAUNCH);
        for (int rank = 0; rank < 2; rank++) {
            assertNull(part.join(new Link(), rank, EPOCH));
            part.onReport(rank, RankReportKind.READY, EPOCH, "h:" + rank);
        }
        order(Order.Kind.RESUME);
        assertEquals(List.of("LAUNCHED"), told);
        told.clear();
    }

    @Test
    void aRankThatHasDoneItsWorkBeforeAnotherHasGoneOnHasGoneOnItself() {
        part.onReport(0, RankReportKind.RUNNING, EPOCH, "");
        part.onReport(0, RankReportKind.FINISHED, EPOCH, "");
        ends.get(0).accept(0);
        part.onReport(1, RankReportKind.RUNNING, EPOCH, "");
        assertEquals(List.of("rank 0 of epoch 1 has done its work", "RESUMED"), told);
    }

    @Test
    void aRankThatEndsInTheMiddleOfItsWorkFailsWhatItIsAwaitedFor() {
        part.onReport(0, RankReportKind.RUNNING, EPOCH, "");
        ends.get(0).accept(139);
        assertEquals(
            List.of("FAILED rank 0 ended on node a with signal 11", "rank 0 of epoch 1 was lost"), told);
    }

    @Test
    void whatARankHasSaidLastIsToldWithItsFault() {
        words.put(0, "lu: no memory");
        words.put(1, "lu: rank 1: connecting again: Connection refused");
        part.onReport(1, RankReportKind.FAILED, EPOCH, "rank 1 of job lu: resume returned -1");
        ends.get(0).accept(1);
        assertEquals(List.of("FAILED rank 1 of job lu: resume returned -1; it said: lu: rank 1: connecting again:"
            + " Connection refused", "rank 0 of epoch 1 was lost"), told);
        assertEquals(List.of("rank 0 ended on node a with exit code 1; it said: lu: no memory"), how);
    }

    @Test
    void aRankThatHasDoneItsWorkCanNotBecomeQuiet() {
        part.onReport(0, RankReportKind.RUNNING, EPOCH, "");
        part.onReport(1, RankReportKind.RUNNING, EPOCH, "");
        told.clear();
        part.onOrder(
            new Order(Order.Kind.STALL, EPOCH + 1, List.of("a"), List.of(), Map.of(), "", Map.of()), null);
        part.onReport(0, RankReportKind.FINISHED, EPOCH, "");
        ends.get(0).accept(0);
        assertEquals(
            List.of("FAILED rank 0 ended on node a with exit code 0", "rank 0 of epoch 1 has done its work"), told);
    }

    @Test
    void onlyACopyThatWasToldToGoOnHasRun() {
        assertTrue(part.hasRun());
        ends.get(0).accept(0);
        ends.get(1).accept(0);
        assertFalse(part.hasRun());
        final JobPart early = new JobPart(new Node(), JOB, nothing, nothing);
        early.onOrder(new Order(Order.Kind.LAUNCH, EPOCH, List.of("a"), List.of(), Map.of(), "", Map.of()), JOB);
        assertFalse(early.hasRun());
        assertNull(early.join(new Link(), 0, EPOCH));
        early.onReport(0, RankReportKind.READY, EPOCH, "h:0");
        assertFalse(early.hasRun());
        assertEquals(List.of(0, 1), early.alive());
    }

    @Test
    void whatCanNotEvenBeBegunIsAnswered() {
        told.clear();
        final Order order = new Order(Order.Kind.STORE, EPOCH + 1, List.of("a"), List.of(), Map.of(), "", Map.of());
        assertThrows(IllegalArgumentException.class, () -> part.onOrder(order, JOB));
        assertEquals(List.of("FAILED order STORE has no directory for node a"), told);
    }

    @Test
    void imagesGoNowhereWithoutASource() {
        told.clear();
        final Order order = new Order(
            Order.Kind.CHECKPOINT, EPOCH + 1, List.of("a"), List.of(new Move("a", "b", List.of(0, 1))), Map.of(), "",
            Map.of());
        assertThrows(IllegalStateException.class, () -> part.onOrder(order, null));
        assertEquals(List.of("FAILED no source is open for the images of [0, 1]"), told);
    }

    private void order(final Order.Kind kind) {
        part.onOrder(new Order(kind, EPOCH, List.of("a"), List.of(), Map.of(), "", Map.of()), JOB);
    }

    private static final class Link implements RankLink {
        @Override
        public void order(final RankOrderKind what, final long epoch, final String text) {
            // It hears it.
        }

        @Override
        public void refuse(final String why) {
            throw new AssertionError(why);
        }

        @Override
        public int doWork() {
            return 0;
        }
    }

    private final class Node implements NodeContext, Machine {
        @Override
        public String name() {
            return "a";
        }

        @Override
        public String host() {
            return "h";
        }

        @Override
        public Machine machine() {
            return this;
        }

        @Override
        public Path door() {
            return Path.of("door");
        }

        @Override
        public Path notes() {
            return Path.of("notes");
        }

        @Override
        public void report(final String job, final Report report) {
            told.add((report.kind() + " " + report.text()).strip());
        }

        @Override
        public void later(final Runnable what) {
            what.run();
        }

        @Override
        public void pollSockets() {
            // There are none.
        }

        @Override
        public void onRanksChanged(final boolean movedAway) {
            // The state of the node is another test's.
        }

        @Override
        public void onRankEnded(
            final String job, final int rank, final long epoch, final boolean well, final String how) {

            JobPartTest.this.how.add(how);
            told.add("rank " + rank + " of epoch " + epoch + (well ? " has done its work" : " was lost"));
        }

        @Override
        public RankCopy start(
            final String name, final List<String> by, final List<String> command,
            final Map<String, String> environment, final Path directory, final Path output,
            final IntConsumer onEnd) {

            final int rank = Integer.parseInt(environment.get("RANKFERRY_RANK"));
            ends.put(rank, onEnd);
            return new ScriptedCopy(() -> words.getOrDefault(rank, ""));
        }

        @Override
        public RankCopy restore(
            final String name, final Restore restore, final ImageStreams image, final Path directory,
            final Path output, final RestoredCopy.Ears ears) {

            throw new AssertionError("ranks of this job write their images themselves");
        }

        @Override
        public void elsewhere(final Runnable work) {
            work.run();
        }

        @Override
        public Passage passage(final Executor agent) {
            throw new AssertionError("the part was given its passages");
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /** One that has said something, or nothing. */
    private record ScriptedCopy(Supplier<String> words) implements RankCopy {
        @Override
        public String lastWords() {
            return words.get();
        }

        @Override
        public OptionalLong root() {
            return OptionalLong.empty();
        }

        @Override
        public void end() {
            // The test tells when it has ended.
        }

        @Override
        public void close() {
            // No process was begun.
        }
    }
}
