package org.rankferry.engine.coordinator.job;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.rankferry.engine.backplane.Event;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What is published of orders and reports is what arrives. */
class MigrationEventsProperties {
    private static final JobSpec JOB = new JobSpec(
        "lu", Map.of("a", List.of(0, 2), "b", List.of(1)), List.of("./lu", "-x y"), List.of("ssh", "{host}"),
        List.of("numactl"), "/d", "/o",
        Scope.LOCAL, new ImageRoute("tcp", 1 << 20, 10 << 20, "/images", true), JobSpec.APPLICATION);

    @Property
    void ordersArriveAsTheyWere(@ForAll final long seed) {
        final Random random = new Random(seed);
        final Order order = new Order(
            any(random, Order.Kind.values()), random.nextInt(1 << 20), List.of("a", "b"),
            List.of(new Move("a", "s" + random.nextInt(9), List.of(0, 2))),
            Map.of("s", "127.0.0.1:" + random.nextInt(99)),
            "why \"not\"\n" + random.nextInt(), Map.of(random.nextInt(100), "h:1", 200, "g:2"));
        final Event event = MigrationEvents.of(JOB, order);
        assertEquals(Optional.of(order), MigrationEvents.order(event));
        assertEquals(Optional.empty(), MigrationEvents.report(event));
        assertEquals(order.kind().describesJob() ? Optional.of(JOB) : Optional.empty(), MigrationEvents.job(event));
    }

    @Property
    void reportsArriveAsTheyWere(@ForAll final long seed) {
        final Random random = new Random(seed);
        final Report report = new Report(
            any(random, Report.Kind.values()), any(random, Order.Kind.values()), random.nextInt(1 << 20), "n",
            "text " + random.nextInt(), Map.of(random.nextInt(100), "h:1"));
        final Event sent = MigrationEvents.of("lu", report);
        final Event heard = new Event(
            sent.space(), sent.name(), sent.severity(), "n", sent.job(), sent.epoch(), sent.payload());
        assertEquals(Optional.of(report), MigrationEvents.report(heard));
        assertEquals(Optional.empty(), MigrationEvents.order(heard));
    }

    private static <T> T any(final Random random, final T[] values) {
        return values[random.nextInt(values.length)];
    }
}
