package org.rankferry.engine.coordinator.manager;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.job.FileJournal;
import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.coordinator.job.Journal;
import org.rankferry.engine.coordinator.job.Migration;
import org.rankferry.engine.coordinator.job.MigrationPhase;
import org.rankferry.engine.coordinator.job.MigrationPlan;
import org.rankferry.engine.coordinator.job.Move;
import org.rankferry.engine.coordinator.job.Order;
import org.rankferry.engine.coordinator.job.Outcome;
import org.rankferry.engine.coordinator.job.Report;

/**
 * One migration, told step by step: watches {@link Migration} and says each phase that is over with its seconds. Used
 * by one thread.
 */
final class MigrationRun {
    private static final double NS = 1e9;

    private final String id;
    private final String trigger;
    private final JobSpec job;
    private final Migration migration;
    private final MigrationPlan plan;
    private final Consumer<Map<String, Object>> steps;
    private final long beganNs;
    private final Map<MigrationPhase, Double> told = new EnumMap<>(MigrationPhase.class);
    private MigrationPhase last = MigrationPhase.PREPARE;
    private long lastEpoch;
    /** Of the last attempt, by the node that has sent them; it may say so again. */
    private final Map<String, Long> imageBytes = new TreeMap<>();

    MigrationRun(
        final String id, final String trigger, final JobSpec job, final MigrationPlan plan, final Journal journal,
        final Consumer<Order> orders, final Consumer<Map<String, Object>> steps, final long nowNs) {

        this.id = id;
        this.trigger = trigger;
        this.job = job;
        this.plan = plan;
        this.steps = steps;
        beganNs = nowNs;
        lastEpoch = plan.epoch();
        migration = new Migration(plan, journal, orders);
    }

    void begin(final long nowNs) {
        migration.begin(nowNs);
        watch(nowNs);
    }

    void recover(final FileJournal.Unfinished attempt, final long nowNs) {
        migration.recover(attempt.committed(), attempt.locations(), nowNs);
        watch(nowNs);
    }

    void onReport(final Report report, final long nowNs) {
        if (report.kind() == Report.Kind.STORED && report.epoch() == migration.epoch() && !report.text().isEmpty()) {
            imageBytes.put(report.node(), Long.parseLong(report.text()));
        }
        migration.onReport(report, nowNs);
        watch(nowNs);
    }

    void onLost(final String node, final long nowNs) {
        migration.onLost(node, nowNs);
        watch(nowNs);
    }

    boolean cancel(final String why, final long nowNs) {
        final boolean back = migration.cancel(why, nowNs);
        watch(nowNs);
        return back;
    }

    long onTime(final long nowNs) {
        final long idle = migration.onTime(nowNs);
        watch(nowNs);
        return idle;
    }

    boolean isOver() {
        return migration.outcome() != null;
    }

    Outcome outcome() {
        return migration.outcome();
    }

    boolean isCheckpoint() {
        return plan.isCheckpoint();
    }

    String why() {
        return migration.why();
    }

    long epoch() {
        return migration.epoch();
    }

    List<Move> moves() {
        return migration.moves();
    }

    MigrationPhase phase() {
        return migration.phase();
    }

    /** Where the ranks are, as it is decided so far. */
    Map<String, List<Integer>> placed() {
        return migration.placed();
    }

    /** The last word, in the keys of every migration's result. */
    Map<String, Object> result(final long nowNs) {
        return result(nowNs, migration.outcome(), migration.why());
    }

    /** The last word about one that is left off, because the job ends. */
    Map<String, Object> leftOff(final long nowNs, final String why) {
        return result(nowNs, Outcome.FAILED, why);
    }

    private Map<String, Object> result(final long nowNs, final Outcome outcome, final String why) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(JobEvents.ID, id);
        fields.put(JobEvents.ENDED, true);
        fields.put("outcome", outcome.word());
        fields.put("why", why);
        fields.put("trigger", trigger);
        fields.put("job", job.name());
        fields.put("epoch", migration.epoch());
        fields.put("from", moves().stream().map(Move::from).toList());
        fields.put("onto", moves().stream().map(Move::onto).toList());
        fields.put("moved_ranks", moves().stream().flatMap(move -> move.ranks().stream()).sorted().toList());
        fields.put("scope", job.scope().word());
        fields.put("transport", job.route().transport());
        fields.put("ranks", job.size());
        fields.put("chunk_bytes", job.route().chunkBytes());
        fields.put("pool_bytes", job.route().poolBytes());
        fields.put("image_bytes_total", imageBytes());
        if (plan.isCheckpoint()) {
            fields.put("directory", String.valueOf(directory()));
        }
        final Map<String, Object> phases = new LinkedHashMap<>();
        phases.put("prepare", migration.seconds(MigrationPhase.PREPARE));
        phases.put("stall", migration.seconds(MigrationPhase.STALL));
        if (plan.isCheckpoint()) {
            phases.put("checkpoint", migration.seconds(MigrationPhase.CHECKPOINT));
        } else {
            phases.put("migrate", migration.seconds(MigrationPhase.MIGRATE));
            phases.put("restart", migration.seconds(MigrationPhase.RESTART));
        }
        phases.put("resume",
            migration.seconds(MigrationPhase.RELEASE) + migration.seconds(MigrationPhase.RESUME));
        phases.put("roll_back", migration.seconds(MigrationPhase.ROLL_BACK));
        phases.put("total", (nowNs - beganNs) / NS);
        fields.put("phases_s", phases);
        return fields;
    }

    /** Of a checkpoint; null of anything else, and of one that was left by another job manager. */
    Path directory() {
        return plan.directories().values().stream().findFirst().map(path -> Path.of(path).getParent()).orElse(null);
    }

    private void watch(final long nowNs) {
        if (migration.phase() == last && migration.epoch() == lastEpoch) {
            return;
        }
        final double inAll = migration.seconds(last);
        step(last.name(), inAll - told.getOrDefault(last, 0.0), nowNs, text());
        told.put(last, inAll);
        last = migration.phase();
        if (migration.epoch() != lastEpoch) {
            imageBytes.clear();
        }
        lastEpoch = migration.epoch();
    }

    private long imageBytes() {
        return imageBytes.values().stream().mapToLong(Long::longValue).sum();
    }

    private String text() {
        if (migration.phase() == MigrationPhase.ROLL_BACK || migration.epoch() != lastEpoch) {
            return "given up: " + migration.setback();
        }
        final List<String> parts = new ArrayList<>();
        if (plan.isCheckpoint()) {
            parts.add("images of all ranks go to " + directory());
        }
        moves().stream().filter(move -> !move.isStay()).forEach(move -> parts.add(
            "ranks " + new TreeSet<>(move.ranks()) + " " + move.from() + " to " + move.onto()));
        return switch (last) {
            case PREPARE -> String.join(", ", parts);
            case STALL -> "ranks are quiet";
            case MIGRATE -> imageBytes() + " bytes are stored";
            case CHECKPOINT -> imageBytes() + " bytes are on stable storage";
            case RESTART -> "ranks have joined";
            case RELEASE -> "old copies are gone";
            case RESUME -> "the job goes on";
            case ROLL_BACK -> "the job goes on where it was";
            default -> "";
        };
    }

    private void step(final String name, final double seconds, final long nowNs, final String text) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(JobEvents.ID, id);
        fields.put("step", name);
        fields.put("seconds", seconds);
        fields.put("total_s", (nowNs - beganNs) / NS);
        fields.put("epoch", lastEpoch);
        fields.put("text", text);
        steps.accept(fields);
    }

}
