package org.rankferry.engine.coordinator.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.coordinator.job.ImageRoute;
import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.coordinator.job.Order;
import org.rankferry.engine.coordinator.job.Report;
import org.rankferry.engine.coordinator.job.Scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LaunchTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final JobSpec JOB = new JobSpec(
        "lu", Map.of("a", List.of(0), "b", List.of(1)), List.of("./lu"), List.of(), List.of(), "/", "/",
        Scope.GLOBAL, ImageRoute.toMemory("tcp", 4096, 65536), JobSpec.APPLICATION);

    private final List<Order> orders = new ArrayList<>();
    private final Launch launch = new Launch(JOB, 10 * SECOND_NS, orders::add);

    @Test
    void whenAllWaitAtTheBarrierAllGoOnWithTheLocationsOfAll() {
        launch.begin(0);
        launch.onReport(report(Order.Kind.LAUNCH, "a", Map.of(0, "h:0")), 1);
        launch.onReport(report(Order.Kind.LAUNCH, "a", Map.of(0, "h:0")), 2);
        assertEquals(1, orders.size(), "b has not answered");
        launch.onReport(report(Order.Kind.LAUNCH, "b", Map.of(1, "h:1")), 3);
        assertEquals(Order.Kind.RESUME, orders.getLast().kind());
        assertEquals(Map.of(0, "h:0", 1, "h:1"), orders.getLast().locations());
        launch.onReport(report(Order.Kind.RESUME, "b", Map.of()), 4);
        assertFalse(launch.isDone());
        launch.onReport(report(Order.Kind.RESUME, "a", Map.of()), 5);
        assertTrue(launch.isDone());
        assertNull(launch.fault());
    }

    @Test
    void whoIsSilentIsAskedAgainAndNamedInTheEnd() {
        launch.begin(0);
        launch.onReport(report(Order.Kind.LAUNCH, "a", Map.of(0, "h:0")), 1);
        launch.onTime(2 * SECOND_NS);
        assertEquals(List.of("b"), orders.getLast().nodes());
        launch.onTime(10 * SECOND_NS);
        assertEquals("no answer of [b] to LAUNCH within 10.0 s", launch.fault());
    }

    @Test
    void whatFailsOrIsLostIsNamed() {
        launch.begin(0);
        launch.onReport(new Report(
            Report.Kind.FAILED, Order.Kind.RESUME, Order.FIRST_EPOCH, "a", "of another order", Map.of()), 1);
        assertNull(launch.fault());
        launch.onReport(new Report(
            Report.Kind.FAILED, Order.Kind.LAUNCH, Order.FIRST_EPOCH, "a", "no such file", Map.of()), 1);
        assertEquals("node a: no such file", launch.fault());
        final Launch other = new Launch(JOB, SECOND_NS, orders::add);
        other.begin(0);
        other.onLost("c");
        assertNull(other.fault());
        other.onLost("b");
        assertEquals("node b was lost before the job had begun", other.fault());
    }

    private static Report report(final Order.Kind order, final String node, final Map<Integer, String> locations) {
        return new Report(order.answer(), order, Order.FIRST_EPOCH, node, "", locations);
    }
}
