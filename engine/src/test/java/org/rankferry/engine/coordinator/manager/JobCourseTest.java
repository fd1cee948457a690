package org.rankferry.engine.coordinator.manager;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.backplane.PartialBackplane;
import org.rankferry.engine.coordinator.EventFields;
import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.MigrateRequest;
import org.rankferry.engine.coordinator.NodeFacts;
import org.rankferry.engine.coordinator.NodeState;
import org.rankferry.engine.coordinator.NodeTable;
import org.rankferry.engine.coordinator.OperatorCall;
import org.rankferry.engine.coordinator.job.CheckpointRecord;
import org.rankferry.engine.coordinator.job.FileJournal;
import org.rankferry.engine.coordinator.job.ImageRoute;
import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.coordinator.job.MigrationEvents;
import org.rankferry.engine.coordinator.job.Order;
import org.rankferry.engine.coordinator.job.Report;
import org.rankferry.engine.coordinator.job.Scope;
import org.rankferry.engine.health.NodeHealth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A job of ranks 0 on a, 1 and 2 on b, with a spare s, that is started again from a checkpoint. */
class JobCourseTest {
    private static final JobSpec JOB = new JobSpec(
        "lu", Map.of("a", List.of(0), "b", List.of(1, 2)), List.of("./lu"), List.of(), List.of(), "/", "/",
        Scope.GLOBAL, ImageRoute.toMemory("tcp", 4096, 65536), JobSpec.APPLICATION);
    private static final long FENCE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long KNOWN_NS = TimeUnit.SECONDS.toNanos(3);

    private final Manager manager = new Manager();
    private final NodeTable table = new NodeTable(manager);
    private final CompletableFuture<JobEnd> end = new CompletableFuture<>();
    private final List<String> told = new ArrayList<>();
    private final List<Map<String, Object>> steps = new ArrayList<>();
    private List<String> nodes = List.of("a", "b", "s");
    private FileJournal journal;
    private JobCourse course;

    @BeforeEach
    void startFromACheckpoint(@TempDir final Path directory) {
        final Path checkpoint = directory.resolve("lu.7");
        new CheckpointRecord(JOB, 7, Instant.EPOCH).write(checkpoint);
        CheckpointRecord.publish(checkpoint);
        journal = FileJournal.open(directory.resolve("journal"));
        table.onNodes(nodes, 0);
        nodes.forEach(this::introduce);
        course = new JobCourse(
            JOB, new JobOptions(
                directory.resolve("journal"), Duration.ofSeconds(30), Policy.RESTART, Duration.ofNanos(FENCE_NS),
                null, null),
            manager, table, journal, manager, end);
        course.revive(CheckpointRecord.read(checkpoint), checkpoint, List.of());
        doWork(0);
        answerAll();
        assertEquals(List.of("all run"), told);
        told.clear();
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void whatIsHeardLateOfCopiesThatWereEndedDoesNotCostAnotherRestart() {
        final long life = manager.last().epoch();
        course.onRankEnded(0, "a", life, false, "rank 0 ended");
        assertEquals(Order.Kind.END, manager.last().kind());
        course.onRankEnded(1, "b", life, false, "rank 1 ended for want of rank 0");
        answer("a");
        answer("b");
        doWork(0);
        assertEquals(Order.Kind.LOAD, manager.last().kind());
        course.onRankEnded(0, "a", life, false, "rank 0 ended, told again");
        answerAll();
        assertEquals(2, told.size(), told::toString);
        assertTrue(told.getFirst().startsWith("rank 0 ended; all ranks start again from checkpoint "), told::toString);
        assertEquals("all run", told.getLast());
        course.onRankEnded(1, "b", manager.last().epoch(), false, "rank 1 ended once more");
        assertEquals(Order.Kind.END, manager.last().kind(), "a copy of this life counts");
    }

    @Test
    void aNodeThatIsLostWhileRanksAreEndedIsFencedAndDoesNotCostAnotherRestart() {
        course.onRankEnded(0, "a", manager.last().epoch(), false, "rank 0 ended");
        answer("a");
        lose("b");
        doWork(0);
        assertEquals(Order.Kind.END, manager.last().kind(), "rank 1 may still run on b");
        final long idleNs = course.idleNs(System.nanoTime());
        assertTrue(idleNs > 0 && idleNs <= FENCE_NS, () -> idleNs + " ns");
        doWork(FENCE_NS);
        assertEquals(Order.Kind.LOAD, manager.last().kind());
        assertEquals(List.of("a", "s"), manager.last().nodes());
        answerAll();
        assertEquals(List.of("all run"), told.subList(1, told.size()));
        assertFalse(end.isDone());
    }

    @Test
    void aNodeThatIsLostWithSeveralRanksCostsOneRestart() {
        lose("b");
        answer("a");
        doWork(0);
        doWork(FENCE_NS);
        assertEquals(Order.Kind.LOAD, manager.last().kind());
        answerAll();
        assertEquals("all run", told.getLast());
        doWork(0);
        assertEquals(Order.Kind.RESUME, manager.last().kind(), told::toString);
        assertEquals(2, told.size(), told::toString);
    }

    @Test
    void aNodeThatIsMissingBeforeAnybodyHasSaidSoIsFencedToo() {
        course.onRankEnded(0, "a", manager.last().epoch(), false, "rank 0 ended");
        answer("a");
        nodes = List.of("a", "s"); // as the backplane knows; that it has changed is still on its way
        doWork(0);
        assertEquals(Order.Kind.END, manager.last().kind(), "rank 1 may still run on b");
        lose("b");
        doWork(FENCE_NS);
        assertEquals(Order.Kind.LOAD, manager.last().kind());
    }

    /** A manager that has just taken the job over knows who is there, and little of them. */
    @Test
    void aRestartIsChosenWhenAllNodesAreKnown() {
        forget("a");
        course.onRankEnded(1, "b", manager.last().epoch(), false, "rank 1 ended");
        answer("a");
        answer("b");
        doWork(0);
        assertEquals(Order.Kind.END, manager.last().kind());
        assertEquals(1, told.size(), told::toString);
        introduce("a");
        doWork(0);
        assertEquals(Order.Kind.LOAD, manager.last().kind());
        assertEquals(List.of("a", "b"), manager.last().nodes());
        answerAll();
        assertEquals("all run", told.getLast());
    }

    @Test
    void aNodeThatIsLostBeforeARestartIsChosenDoesNotCostAnother() {
        forget("a");
        course.onRankEnded(1, "b", manager.last().epoch(), false, "rank 1 ended");
        answer("a");
        answer("b");
        doWork(0);
        lose("b");
        introduce("a");
        doWork(0);
        assertEquals(List.of("a", "s"), manager.last().nodes());
        answerAll();
        doWork(0);
        assertEquals(Order.Kind.RESUME, manager.last().kind(), told::toString);
        assertEquals(List.of("all run"), told.subList(1, told.size()));
    }

    @Test
    void aMigrationIsChosenWhenAllNodesThatHaveComeAreKnown() {
        come("n");
        ask("1");
        doWork(0);
        assertEquals(List.of(), told, "it may be a better one than those that are known");
        final long idleNs = course.idleNs(System.nanoTime());
        assertTrue(idleNs > 0 && idleNs <= KNOWN_NS, () -> idleNs + " ns");
        introduce("n");
        doWork(0);
        assertEquals(Order.Kind.PREPARE, manager.last().kind());
    }

    @Test
    void aMigrationDoesNotWaitForeverForANodeThatTellsNothingOfItself() {
        come("n");
        ask("1");
        doWork(KNOWN_NS);
        assertEquals(Order.Kind.PREPARE, manager.last().kind());
    }

    @Test
    void aMigrationThatWaitsIsCancelled() {
        come("n");
        ask("1");
        course.onRequest(Map.of(OperatorCall.ASK, JobOptions.CANCEL, JobEvents.ID, "2"));
        assertEquals("cancelled by the operator", steps.getFirst().get(OperatorCall.FAULT));
        assertEquals("1", steps.getFirst().get(JobEvents.ID));
        introduce("n");
        doWork(0);
        assertEquals(Order.Kind.RESUME, manager.last().kind(), "nothing has begun");
    }

    private void ask(final String id) {
        final Map<String, Object> asked = new HashMap<>(MigrateRequest.allOf("b", MigrateRequest.OPERATOR).toMap());
        asked.put(OperatorCall.ASK, MigrateRequest.ASK);
        asked.put(JobEvents.ID, id);
        course.onRequest(EventFields.of(JobEvents.of(JobEvents.REQUEST, JOB.name(), 0, asked)));
    }

    private void come(final String node) {
        nodes = Stream.concat(nodes.stream(), Stream.of(node)).toList();
        table.onNodes(nodes, 0);
        course.onNodes(nodes);
    }

    private void forget(final String node) {
        table.onNodes(nodes.stream().filter(other -> !other.equals(node)).toList(), 0);
        table.onNodes(nodes, 0);
    }

    private void introduce(final String node) {
        new NodeTable(new Facts(node)).publish(new NodeFacts(
            node, 1, NodeState.SPARE, "127.0.0.1", 1, "x86_64", "6.1", "glibc 2.36", 2, 1L << 34, "0.1",
            NodeHealth.UNWATCHED));
    }

    private void lose(final String node) {
        nodes = nodes.stream().filter(other -> !other.equals(node)).toList();
        table.onNodes(nodes, 0);
        course.onNodes(nodes);
    }

    private void doWork(final long laterNs) {
        course.doWork(System.nanoTime() + laterNs);
    }

    private void answer(final String node) {
        final Order order = manager.last();
        course.onReport(new Report(
            order.kind().answer(), order.kind(), order.epoch(), node, "", Map.of()), System.nanoTime());
    }

    /** Every node does what is ordered, until all ranks run. */
    private void answerAll() {
        manager.last().nodes().forEach(this::answer);
        assertEquals(Order.Kind.RESUME, manager.last().kind());
        manager.last().nodes().forEach(this::answer);
    }

    /** A node's way to tell of itself. */
    private final class Facts extends PartialBackplane {
        private final String name;

        Facts(final String name) {
            this.name = name;
        }

        @Override
        public String node() {
            return name;
        }

        @Override
        public void publish(final Event event) {
            table.onEvent(event);
        }
    }

    /** The manager's way to the nodes, and to whoever started it. */
    private final class Manager extends PartialBackplane implements JobListener {
        private final List<Order> orders = new ArrayList<>();

        Order last() {
            return orders.getLast();
        }

        @Override
        public String node() {
            return "job.lu";
        }

        @Override
        public List<String> nodes() {
            return nodes;
        }

        @Override
        public void publish(final Event event) {
            MigrationEvents.order(event).ifPresent(orders::add);
        }

        @Override
        public void onRunning() {
            told.add("all run");
        }

        @Override
        public void onStep(final Map<String, Object> step) {
            steps.add(step);
            told.add(step.toString());
        }

        @Override
        public void onNotice(final String text) {
            told.add(text);
        }
    }
}
