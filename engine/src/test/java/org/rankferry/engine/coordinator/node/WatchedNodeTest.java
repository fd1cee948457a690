package org.rankferry.engine.coordinator.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.backplane.EventPattern;
import org.rankferry.engine.backplane.Severity;
import org.rankferry.engine.backplane.cluster.ClusterOptions;
import org.rankferry.engine.coordinator.EventFields;
import org.rankferry.engine.coordinator.OperatorCall;
import org.rankferry.engine.health.HealthOptions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** An agent with a health file, without ranks. */
class WatchedNodeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path root;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> notices = new LinkedBlockingQueue<>();

    @Test
    void aSpareThatIsFailingTellsEverybodyAndIsNoSpareUntilItIsTakenBack() throws Exception {
        SecretFile.create(root.resolve("secret"));
        final Path file = Files.writeString(root.resolve("health"), "warning slow fan");
        try (RunningNode node = start(file)) {
            node.backplane().subscribe(EventPattern.parse("rankferry.health"), events::add);
            Files.writeString(file, "failing fan 3");
            assertHealth(Severity.ERROR, Map.of("health", "failing", "reason", "fan 3"));
            awaitState("MIGRATION_INACTIVE failing fan 3");
            final TransferException refusal = assertThrows(TransferException.class, () -> ask(OperatorCall.SPARE));
            assertEquals("node n0 is failing: fan 3; it can be taken back when it is well", refusal.getMessage());
            node.evacuate();
            String notice = notices.poll(20, TimeUnit.SECONDS);
            while (notice != null && !notice.equals("a signal: no ranks run here")) {
                notice = notices.poll(20, TimeUnit.SECONDS);
            }
            assertNotNull(notice);
            Files.writeString(file, "ok");
            assertHealth(Severity.INFO, Map.of("health", "ok", "reason", ""));
            awaitState("MIGRATION_INACTIVE ok ");
            ask(OperatorCall.SPARE);
            awaitState("MIGRATION_SPARE ok ");
        }
    }

    /** What came before is of the file as it was first. */
    private void assertHealth(final Severity severity, final Map<String, Object> fields) throws InterruptedException {
        Event event = events.poll(20, TimeUnit.SECONDS);
        while (event != null && !EventFields.of(event).equals(fields)) {
            event = events.poll(20, TimeUnit.SECONDS);
        }
        assertEquals(severity, event == null ? null : event.severity());
    }

    private void awaitState(final String expected) throws InterruptedException {
        final long endNs = System.nanoTime() + PATIENCE.toNanos();
        String seen = "";
        while (!seen.equals(expected)) {
            assertTrue(System.nanoTime() - endNs < 0, seen);
            TimeUnit.MILLISECONDS.sleep(1);
            final Map<?, ?> facts = (Map<?, ?>) ((List<?>) ask(OperatorCall.STATUS).get("nodes")).getFirst();
            seen = facts.get("state") + " " + facts.get("health") + " " + facts.get("health_reason");
        }
    }

    private Map<String, Object> ask(final String what) {
        return OperatorCall.ask(
            root.resolve("run").resolve("node-n0").resolve("door"), Map.of(OperatorCall.ASK, what), PATIENCE);
    }

    private RunningNode start(final Path file) {
        return new RunningNode(
            new ClusterOptions("default", "n0", "127.0.0.1", 0, List.of(), root.resolve("run"), root.resolve("secret"),
                ClusterOptions.DEFAULT_HEARTBEAT),
            Duration.ofSeconds(60), new HealthOptions(
                Duration.ofMillis(5), PATIENCE, 3, root.resolve("sys"), "", file, null, OptionalDouble.empty(), 100),
            notices::add);
    }
}
