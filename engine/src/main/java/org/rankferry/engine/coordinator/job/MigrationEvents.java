package org.rankferry.engine.coordinator.job;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.backplane.Severity;
import org.rankferry.engine.coordinator.EventFields;

/**
 * Orders and reports as events, of job and epoch, in the space {@value #SPACE}.
 *
 * <pre>
 *  LAUNCH LOAD STORE PREPARE OPEN MIGRATE CHECKPOINT RESTART RELEASE RESUME ROLL_BACK FORGET END
 *      {"nodes": [...], "moves": [{"from": "a", "onto": "b", "ranks": [0]}], "addresses": {"b": "..."}, "why": "",
 *       "locations": {"0": "..."}, "job": {...}}         job: in LAUNCH, LOAD, STORE and PREPARE
 *  LAUNCHED PREPARED OPENED STALLED MIGRATE_PIIC JOINED RELEASED RESUMED ROLLED_BACK FORGOTTEN ENDED FAILED
 *      {"order": "MIGRATE", "text": "", "locations": {"0": "..."}}
 * </pre>
 */
public final class MigrationEvents {
    /** Space of these events. */
    public static final String SPACE = "rankferry.migration";

    private static final String JOB = "job";

    private MigrationEvents() {
    }

    /** An order for the nodes of a job. */
    public static Event of(final JobSpec job, final Order order) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("nodes", order.nodes());
        fields.put("moves", order.moves().stream().map(MigrationEvents::json).toList());
        fields.put("addresses", order.addresses());
        fields.put("why", order.why());
        fields.put("locations", order.locations());
        if (order.kind().describesJob()) {
            fields.put(JOB, job.toMap());
        }
        return event(order.kind().event(), Severity.INFO, job.name(), order.epoch(), fields);
    }

    /** A report of a node. */
    public static Event of(final String job, final Report report) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("order", report.order().event());
        fields.put("text", report.text());
        fields.put("locations", report.locations());
        return event(
            report.kind().event(), report.kind() == Report.Kind.FAILED ? Severity.ERROR : Severity.INFO, job,
            report.epoch(), fields);
    }

    /**
     * The order that an event is.
     *
     * @return empty when it is none.
     * @throws IllegalArgumentException when it is one that can't be read.
     */
    public static Optional<Order> order(final Event event) {
        return kindOf(event.name()).map(kind -> {
            final Map<String, Object> fields = EventFields.of(event);
            final Map<String, String> addresses = new TreeMap<>();
            ((Map<?, ?>) fields.get("addresses"))
                .forEach((node, address) -> addresses.put((String) node, (String) address));
            return new Order(
                kind, event.epoch(),
                ((List<?>) fields.get("nodes")).stream().map(node -> (String) node).toList(),
                ((List<?>) fields.get("moves")).stream().map(move -> move((Map<?, ?>) move)).toList(), addresses,
                (String) fields.get("why"), locations(fields));
        });
    }

    /** The report that an event is, or empty. */
    public static Optional<Report> report(final Event event) {
        return Arrays.stream(Report.Kind.values()).filter(kind -> kind.event().equals(event.name())).findAny()
            .map(kind -> {
                final Map<String, Object> fields = EventFields.of(event);
                return new Report(
                    kind, orderOf((String) fields.get("order")), event.epoch(), event.node(),
                    (String) fields.get("text"), locations(fields));
            });
    }

    /** The job that an order describes, or empty. Others are not read for it: with many ranks they are long. */
    public static Optional<JobSpec> job(final Event event) {
        return kindOf(event.name()).filter(Order.Kind::describesJob).isPresent()
            && EventFields.of(event).get(JOB) instanceof Map<?, ?> job
            ? Optional.of(JobSpec.of(job)) : Optional.empty();
    }

    private static Optional<Order.Kind> kindOf(final String name) {
        return Arrays.stream(Order.Kind.values()).filter(kind -> kind.event().equals(name)).findAny();
    }

    private static Order.Kind orderOf(final String name) {
        return kindOf(name).orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no order"));
    }

    static Map<String, Object> json(final Move move) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("from", move.from());
        fields.put("onto", move.onto());
        fields.put("ranks", move.ranks());
        return fields;
    }

    static Move move(final Map<?, ?> fields) {
        return new Move((String) fields.get("from"), (String) fields.get("onto"),
            ((List<?>) fields.get("ranks")).stream().map(rank -> ((Number) rank).intValue()).toList());
    }

    /** Of a payload, or of a record of the journal as it was before it was written. */
    static Map<Integer, String> locations(final Map<String, Object> fields) {
        final Map<Integer, String> locations = new TreeMap<>();
        ((Map<?, ?>) fields.get("locations"))
            .forEach((rank, address) -> locations.put(Integer.valueOf(rank.toString()), (String) address));
        return locations;
    }

    private static Event event(
        final String name, final Severity severity, final String job, final long epoch,
        final Map<String, Object> fields) {

        return new Event(SPACE, name, severity, "", job, epoch, EventFields.json(fields));
    }
}
