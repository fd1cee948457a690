package org.rankferry.engine.coordinator.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One migration, from its plan to its outcome. Used by one thread, which tells it what nodes report, which are lost,
 * and what time it is; every call gives the orders that follow.
 *
 * <p>Orders are repeated until they are answered, when nobody answers for a while. A target that fails while
 * everything can still be taken back is replaced by the next spare: that is a new attempt with a new epoch, for which
 * the ranks stay stalled.
 */
public final class Migration {
    private final MigrationPlan plan;
    private final Journal journal;
    private final Repeats repeats = new Repeats();
    private final Consumer<Order> orders;
    private final Set<String> lost = new TreeSet<>();
    private final List<String> spares;
    private final Map<String, String> addresses = new TreeMap<>();
    private final Map<Order.Kind, Set<String>> awaited = new EnumMap<>(Order.Kind.class);
    private final Map<MigrationPhase, Long> spentNs = new EnumMap<>(MigrationPhase.class);
    /** Where the copies at the sources are reached, and the new ones. */
    private final Map<Integer, String> oldLocations = new TreeMap<>();
    private final Map<Integer, String> newLocations = new TreeMap<>();
    private List<Move> moves;
    private long epoch;
    private MigrationPhase phase = MigrationPhase.PREPARE;
    private long phaseBeganNs;
    private long deadlineNs;
    private boolean forward;
    private boolean ranksLost;
    private String why = "";
    private String setback = "";

    /**
     * Not begun yet.
     *
     * @param plan    to carry out.
     * @param journal to decide in.
     * @param orders  go there.
     */
    public Migration(final MigrationPlan plan, final Journal journal, final Consumer<Order> orders) {
        this.plan = plan;
        this.journal = journal;
        this.orders = orders;
        moves = plan.moves();
        spares = new ArrayList<>(plan.spares());
        epoch = plan.epoch();
    }

    /** Begins. */
    public void begin(final long nowNs) {
        phaseBeganNs = nowNs;
        attempt(nowNs);
    }

    /**
     * Goes on with what another job manager has begun, and has decided or not, before it ended.
     *
     * @param committed whether its journal says that it goes forward.
     * @param locations of the new copies of ranks, when it does.
     */
    public void recover(final boolean committed, final Map<Integer, String> locations, final long nowNs) {
        phaseBeganNs = nowNs;
        newLocations.putAll(locations);
        if (committed) {
            forward = true;
            if (plan.isCheckpoint()) {
                phase = MigrationPhase.RESUME;
                await(nowNs, Order.Kind.RESUME, everybody());
            } else {
                phase = MigrationPhase.RELEASE;
                await(nowNs, Order.Kind.RELEASE, sources());
            }
        } else {
            takeBack("the job manager was lost before the decision", nowNs);
        }
    }

    /** A node has answered. What belongs to another epoch, or was answered before, is passed over. */
    public void onReport(final Report report, final long nowNs) {
        if (report.epoch() != epoch || phase == MigrationPhase.ENDED) {
            return;
        }
        if (report.kind() == Report.Kind.FAILED) {
            if (!awaited.containsKey(report.order())) {
                return; // of an order that was given up since
            }
            failed(guilty(report), "node " + report.node() + ": " + report.text(), nowNs);
            return;
        }
        boolean news = false;
        for (final Map.Entry<Order.Kind, Set<String>> entry : awaited.entrySet()) {
            news |= entry.getKey().answer() == report.kind() && entry.getValue().remove(report.node());
        }
        if (news) {
            repeats.begin(nowNs, awaited.values().stream().mapToInt(Set::size).sum());
            switch (report.kind()) {
                case PREPARED -> addresses.put(report.node(), report.text());
                case STALLED -> oldLocations.putAll(report.locations());
                case JOINED -> newLocations.putAll(report.locations());
                default -> {
                    // Says it all.
                }
            }
            advance(nowNs);
        }
    }

    /** A node is not on the backplane any more. */
    public void onLost(final String node, final long nowNs) {
        spares.remove(node);
        if (phase == MigrationPhase.ENDED || !everybody().contains(node) || !lost.add(node)) {
            return;
        }
        awaited.values().forEach(nodes -> nodes.remove(node));
        final String cause = "node " + node + " was lost";
        if (phase.isRevocable() && plan.ranks().containsKey(node)) {
            ranksLost = true;
            takeBack(cause + " with ranks " + plan.ranks().get(node), nowNs);
        } else if (phase.isRevocable()) {
            failed(node, cause, nowNs);
        } else {
            if (placed().containsKey(node)) {
                ranksLost = true;
                why = why.isEmpty() ? cause : why;
            }
            advance(nowNs);
        }
    }

    /** The operator wants it taken back; too late once it is decided. Returns whether it is. */
    public boolean cancel(final String reason, final long nowNs) {
        if (!phase.isRevocable()) {
            return false;
        }
        takeBack(reason, nowNs);
        return true;
    }

    /** Looks at the clock. Returns nanoseconds until it wants to look again. */
    public long onTime(final long nowNs) {
        if (phase == MigrationPhase.ENDED) {
            return Long.MAX_VALUE;
        }
        if (nowNs - deadlineNs >= 0) {
            deadlinePassed(nowNs);
        } else if (repeats.isDue(nowNs)) {
            awaited.forEach((kind, nodes) -> order(kind, nodes));
        }
        return phase == MigrationPhase.ENDED ? Long.MAX_VALUE : Math.min(deadlineNs, repeats.atNs()) - nowNs;
    }

    /** Where it is. */
    public MigrationPhase phase() {
        return phase;
    }

    /** Ranks by node, as it is decided so far. */
    public Map<String, List<Integer>> placed() {
        return forward ? plan.after(moves) : plan.ranks();
    }

    /** Of the attempt that is or was the last. */
    public long epoch() {
        return epoch;
    }

    /** Of that attempt. */
    public List<Move> moves() {
        return moves;
    }

    /** How it has ended; null before. */
    public Outcome outcome() {
        if (phase != MigrationPhase.ENDED) {
            return null;
        }
        return ranksLost ? Outcome.FAILED : !forward ? Outcome.ROLLED_BACK
            : plan.isCheckpoint() ? Outcome.CHECKPOINTED : Outcome.MIGRATED;
    }

    /** Why it was not as planned, in one line; empty when it was. */
    public String why() {
        return why;
    }

    /** Why the last attempt that was given up was, in one line; empty when none was. */
    public String setback() {
        return setback;
    }

    /** Seconds spent in a phase, those of earlier attempts included. */
    public double seconds(final MigrationPhase of) {
        return spentNs.getOrDefault(of, 0L) / 1e9;
    }

    // --- forward

    private void attempt(final long nowNs) {
        journal.begin(epoch, moves);
        addresses.clear();
        addresses.putAll(plan.directories());
        newLocations.clear();
        awaited.clear();
        enter(MigrationPhase.PREPARE, nowNs);
        await(nowNs, plan.isCheckpoint() ? Order.Kind.STORE : Order.Kind.PREPARE, targets());
    }

    private void advance(final long nowNs) {
        if (phase == MigrationPhase.MIGRATE && isAnswered(Order.Kind.CHECKPOINT)) {
            enter(MigrationPhase.RESTART, nowNs);
        }
        if (!awaited.keySet().stream().allMatch(this::isAnswered)) {
            return;
        }
        switch (phase) {
            case PREPARE -> {
                if (awaited.containsKey(Order.Kind.OPEN)) {
                    enter(MigrationPhase.STALL, nowNs);
                    await(nowNs, Order.Kind.STALL, plan.ranks().keySet());
                } else {
                    await(nowNs, Order.Kind.OPEN, sources());
                }
            }
            case STALL -> {
                enter(plan.isCheckpoint() ? MigrationPhase.CHECKPOINT : MigrationPhase.MIGRATE, nowNs);
                await(nowNs, Order.Kind.CHECKPOINT, sources());
                if (!plan.isCheckpoint()) {
                    await(nowNs, Order.Kind.RESTART, targets());
                }
            }
            case CHECKPOINT -> keep(nowNs);
            case RESTART -> {
                journal.commit(epoch, newLocations);
                forward = true;
                enter(MigrationPhase.RELEASE, nowNs);
                await(nowNs, Order.Kind.RELEASE, sources());
            }
            case RELEASE -> {
                enter(MigrationPhase.RESUME, nowNs);
                await(nowNs, Order.Kind.RESUME, everybody());
            }
            case RESUME, ROLL_BACK -> {
                enter(MigrationPhase.ENDED, nowNs);
                journal.end(epoch);
            }
            default -> throw new IllegalStateException("nothing is awaited in " + phase);
        }
    }

    /** The images of a checkpoint are whole. */
    private void keep(final long nowNs) {
        try {
            journal.commit(epoch, newLocations);
        } catch (final CheckpointException e) {
            takeBack(e.getMessage(), nowNs);
            return;
        }
        forward = true;
        enter(MigrationPhase.RESUME, nowNs);
        await(nowNs, Order.Kind.RESUME, everybody());
    }

    // --- faults

    /** A source can't tell whether it is its target that the images do not get to: another one may do. */
    private String guilty(final Report report) {
        return report.order() != Order.Kind.CHECKPOINT ? report.node()
            : moves.stream().filter(move -> move.from().equals(report.node())).map(Move::onto).findFirst()
                .orElse(report.node());
    }

    private void failed(final String node, final String cause, final long nowNs) {
        if (phase == MigrationPhase.ENDED) {
            return;
        }
        final String line = cause.startsWith("node ") ? cause : "node " + node + ": " + cause;
        setback = line;
        if (!phase.isRevocable()) {
            // Decided: whoever can't follow holds nobody up, and is named. A rank that has ended is told of apart.
            why = why.isEmpty() ? line : why;
            awaited.values().forEach(nodes -> nodes.remove(node));
            advance(nowNs);
        } else if (targets().contains(node) && !spares.isEmpty()) {
            replace(node, line, nowNs);
        } else {
            takeBack(line, nowNs);
        }
    }

    /** The next spare instead of a target: a new attempt. */
    private void replace(final String target, final String cause, final long nowNs) {
        journal.abort(epoch, cause);
        if (!lost.contains(target)) {
            orders.accept(
                new Order(Order.Kind.ROLL_BACK, epoch, List.of(target), moves, Map.of(), cause, Map.of()));
        }
        final String spare = spares.removeFirst();
        moves = moves.stream().map(move -> move.onto().equals(target) ? move.onto(spare) : move).toList();
        epoch++;
        attempt(nowNs);
    }

    private void takeBack(final String cause, final long nowNs) {
        why = cause;
        setback = cause;
        journal.abort(epoch, cause);
        awaited.clear();
        enter(MigrationPhase.ROLL_BACK, nowNs);
        await(nowNs, Order.Kind.ROLL_BACK, everybody());
        advance(nowNs);
    }

    private void deadlinePassed(final long nowNs) {
        final Set<String> silent = new TreeSet<>();
        awaited.values().forEach(silent::addAll);
        final String cause = "deadline of phase " + phase + " passed, "
            + TimeUnit.NANOSECONDS.toMillis(plan.deadlineNs(phase)) / 1000.0 + " s, without an answer of " + silent;
        if (!phase.isRevocable()) {
            silent.forEach(node -> failed(node, cause, nowNs));
        } else if (silent.size() == 1) {
            failed(silent.iterator().next(), cause, nowNs);
        } else {
            takeBack(cause, nowNs);
        }
    }

    // --- small change

    private void enter(final MigrationPhase next, final long nowNs) {
        spentNs.merge(phase, nowNs - phaseBeganNs, Long::sum);
        phase = phase.become(next);
        phaseBeganNs = nowNs;
        deadlineNs = nowNs + plan.deadlineNs(next);
    }

    private void await(final long nowNs, final Order.Kind kind, final Collection<String> nodes) {
        final Set<String> present = new TreeSet<>(nodes);
        present.removeAll(lost);
        awaited.put(kind, present);
        order(kind, present);
        repeats.begin(nowNs, present.size());
        deadlineNs = nowNs + plan.deadlineNs(phase);
    }

    private void order(final Order.Kind kind, final Set<String> nodes) {
        if (!nodes.isEmpty()) {
            orders.accept(new Order(kind, epoch, List.copyOf(nodes), moves, addresses, why, locations(kind)));
        }
    }

    private Map<Integer, String> locations(final Order.Kind kind) {
        if (kind != Order.Kind.RESUME && kind != Order.Kind.ROLL_BACK) {
            return Map.of();
        }
        final Map<Integer, String> result = new TreeMap<>(oldLocations);
        if (kind == Order.Kind.RESUME) {
            result.putAll(newLocations);
        }
        return result;
    }

    private boolean isAnswered(final Order.Kind kind) {
        return !awaited.containsKey(kind) || awaited.get(kind).isEmpty();
    }

    private List<String> sources() {
        return moves.stream().map(Move::from).toList();
    }

    private List<String> targets() {
        return moves.stream().map(Move::onto).toList();
    }

    private Set<String> everybody() {
        final Set<String> result = new TreeSet<>(plan.ranks().keySet());
        result.addAll(targets());
        return result;
    }
}
