package org.rankferry.engine.coordinator.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.checkpoint.Checkpointers;
import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.coordinator.job.Move;
import org.rankferry.engine.coordinator.job.NodePart;
import org.rankferry.engine.coordinator.job.Order;
import org.rankferry.engine.coordinator.job.Scope;
import org.rankferry.protocol.wire.codec.RankReportKind;

/**
 * What a node does for a job: its copies of ranks, and their images. Carries out what {@link NodePart} lets through; an
 * order is done when every rank that it concerns has got where the order wants it. Agent's thread.
 */
final class JobPart implements NodePart.Hands {
    private static final List<Order.Kind> STARTS =
        List.of(Order.Kind.LAUNCH, Order.Kind.LOAD, Order.Kind.RESTART);

    private final NodeContext node;
    private final NodePart part;
    private final Passage incoming;
    private final Passage outgoing;
    private final CapturedRanks captured;
    private final Map<Integer, LocalRank> ranks = new TreeMap<>();
    /** What has become of ranks that have ended, until somebody else runs them. */
    private final Map<Integer, Ending> endings = new TreeMap<>();
    /** Ranks whose arrival makes an order done, by order. */
    private final Map<Order.Kind, Awaited> awaited = new EnumMap<>(Order.Kind.class);
    private JobSpec job;
    private Source source;
    /** Whether images from files are on their way to this node's own target. */
    private boolean loading;

    /** Of a rank. */
    private record Ending(long epoch, boolean well, String how) {
    }

    /** An order that is done when no rank of it is left for which this does not hold. */
    private record Awaited(Order order, Set<Integer> ranks, Predicate<LocalRank> arrived) {
    }

    JobPart(final NodeContext node, final JobSpec job, final Passage incoming, final Passage outgoing) {
        this.node = node;
        this.job = job;
        this.incoming = incoming;
        this.outgoing = outgoing;
        captured = new CapturedRanks(node);
        part = new NodePart(node.name(), this, report -> node.report(job.name(), report));
    }

    /** An order has come, for this node or another; the job as it describes it, or null. */
    void onOrder(final Order order, final JobSpec described) {
        if (described != null && order.epoch() >= part.epoch()) {
            job = described;
        }
        part.onOrder(order);
    }

    /** The connection of a rank is gone: it is of no use, and may not run on where nobody can stop it. */
    void onGone(final RankLink connection, final int number) {
        final LocalRank rank = ranks.get(number);
        if (rank == null || !rank.isBehind(connection)) {
            return;
        }
        if (rank.isAway()) {
            captured.left(rank);
        } else if (rank.isAlive() && !rank.hasFinished()) {
            rank.end();
        }
    }

    /** Of the last order. */
    long epoch() {
        return part.epoch();
    }

    /** Ranks that have a process here. */
    List<Integer> alive() {
        return ranks.values().stream().filter(LocalRank::isAlive).map(LocalRank::number).toList();
    }

    /** Whether a copy lives here that has ever been told to go on. */
    boolean hasRun() {
        return ranks.values().stream().anyMatch(rank -> rank.isAlive() && rank.hasRun());
    }

    /** Tells again which ranks have ended; the job manager minds it once. */
    void tellEnded() {
        endings.forEach((number, ending) ->
            node.onRankEnded(job.name(), number, ending.epoch(), ending.well(), ending.how()));
    }

    /** Whether this order begins another life of the job, in which what is here has no part. */
    boolean isPast(final Order order) {
        return part.isPast(order);
    }

    /** Ends everything, because nobody leads this job any more, or somebody anew. */
    void abandon(final String why) {
        endMovement(why);
        ranks.values().stream().filter(LocalRank::isAlive).forEach(LocalRank::end);
    }

    /** Ends everything, and waits for it. */
    void close() {
        ranks.values().forEach(LocalRank::end);
        ranks.values().forEach(LocalRank::close);
        final String why = "the agent of node " + node.name() + " was stopped";
        outgoing.close(why);
        incoming.close(why);
    }

    // --- orders

    @Override
    public void carryOut(final Order order) {
        switch (order.kind()) {
            case LAUNCH -> launch(order, job.ranks().getOrDefault(node.name(), List.of()));
            case LOAD -> load(order);
            case STORE -> incoming.openFiles(
                job, order.epoch(), directory(order), (target, fault) -> prepared(order, target, fault));
            case PREPARE -> {
                if (job.isCaptured()) {
                    captured.check(job, (able, fault) -> told(order, fault, () -> openTarget(order)));
                } else {
                    openTarget(order);
                }
            }
            case OPEN -> openSource(order);
            case STALL -> stall(order);
            case CHECKPOINT -> sendImages(order);
            case RESTART -> {
                launch(order, order.onto(node.name()));
                // Ranks whose image is given up end, too, but do not know why.
                incoming.awaitArrived((result, fault) -> told(order, fault, () -> { }));
            }
            case RELEASE -> end(order, Set.copyOf(order.from(node.name())));
            case RESUME, ROLL_BACK -> resume(order);
            case FORGET -> incoming.forget(directory(order), job.name(), (done, fault) ->
                told(order, fault, () -> part.done(order.kind(), order.epoch(), "", Map.of())));
            case END -> {
                endMovement(order.why());
                end(order, Set.copyOf(ranks.keySet()));
            }
            default -> throw new IllegalStateException("order " + order.kind());
        }
    }

    @Override
    public void drop(final long epoch) {
        awaited.clear();
        endCopiesOf(epoch);
        endMovement("epoch " + epoch + " of job " + job.name() + " is over");
    }

    private void endCopiesOf(final long epoch) {
        ranks.values().stream().filter(rank -> rank.epoch() == epoch && rank.isAlive()).forEach(LocalRank::end);
    }

    private void endMovement(final String why) {
        source = null;
        loading = false;
        captured.close();
        outgoing.end(why);
        incoming.end(why);
    }

    private void openTarget(final Order order) {
        incoming.openTarget(job, order.epoch(), (target, fault) -> prepared(order, target, fault));
    }

    private void prepared(final Order order, final Target target, final Throwable fault) {
        told(order, fault, () -> part.done(order.kind(), order.epoch(), target.address(), Map.of()));
    }

    /** Of images of this node. */
    private Path directory(final Order order) {
        final String directory = order.addresses().get(node.name());
        if (directory == null) {
            throw new IllegalArgumentException("order " + order.kind() + " has no directory for node " + node.name());
        }
        return Path.of(directory);
    }

    /** Ranks start from images in files, which go to a target of this node, as if they came from another. */
    private void load(final Order order) {
        final Move move = order.moves().stream().filter(one -> one.onto().equals(node.name())).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("nothing is to be loaded on node " + node.name()));
        final Path files = Path.of(order.addresses().get(move.from()));
        incoming.openOwnTarget(job, order.epoch(), (target, fault) -> told(order, fault, () -> {
            outgoing.openSaved(job, order.epoch(), files, move.ranks(), target.address(), (opened, flaw) ->
                told(order, flaw, () -> outgoing.awaitStored(opened, (result, broken) ->
                    told(order, broken, () -> {
                        loading = false;
                        check();
                    }))));
            loading = true;
            launch(order, move.ranks());
        }));
    }

    private void launch(final Order order, final List<Integer> numbers) {
        for (final int number : numbers) {
            final LocalRank old = ranks.get(number);
            if (old != null && old.isAlive() && old.epoch() == order.epoch()) {
                continue;
            }
            if (old != null && old.isAlive()) {
                fail(order, old + " still has a process on this node");
                return;
            }
            try {
                ranks.put(number, start(number, order.epoch()));
                endings.remove(number);
            } catch (final TransferException e) {
                fail(order, e.getMessage());
                return;
            }
        }
        await(order, Set.copyOf(numbers), rank -> rank.state() == LocalRank.State.READY && !loading);
    }

    private LocalRank start(final int number, final long epoch) {
        if (job.isCaptured() && epoch > Order.FIRST_EPOCH) {
            return new LocalRank(number, epoch, captured.restore(
                job, number, epoch, incoming.image(number), new RestoredCopy.Ears() {
                    @Override
                    public void onFault(final String why) {
                        failStarts(epoch, why);
                    }

                    @Override
                    public void onEnd(final int code) {
                        ended(number, epoch, code);
                    }
                }));
        }
        final List<String> command = new ArrayList<>(
            job.isCaptured() ? Checkpointers.named(job.checkpointer()).launchWords() : List.of());
        command.addAll(job.commandOf(number, node.name(), node.host()));
        final Map<String, String> environment = Map.of(
            "RANKFERRY_JOB", job.name(), "RANKFERRY_RANK", Integer.toString(number),
            "RANKFERRY_RANKS", Integer.toString(job.size()), "RANKFERRY_EPOCH", Long.toString(epoch),
            "RANKFERRY_NODE", node.name(), "RANKFERRY_HOST", node.host(),
            "RANKFERRY_NODE_DOOR", node.door().toString());
        return new LocalRank(number, epoch, node.machine().start(
            job.name() + "-rank-" + number, job.byOf(number, node.name(), node.host()), command, environment,
            Path.of(job.directory()), Path.of(job.output()), code -> node.later(() -> ended(number, epoch, code))));
    }

    private void stall(final Order order) {
        final Set<Integer> moving = new HashSet<>();
        order.moves().forEach(move -> moving.addAll(move.ranks()));
        final boolean everybody = job.scope() == Scope.GLOBAL;
        final Set<Integer> concerned = new HashSet<>();
        for (final LocalRank rank : ranks.values()) {
            if (rank.isAlive() && (everybody || rank.touches(moving))) {
                if (!rank.canStall() && !rank.isAway()) {
                    fail(order, rank + " can't be stalled");
                    return;
                }
                concerned.add(rank.number());
            }
        }
        if (!ranks.keySet().containsAll(order.from(node.name()))) {
            fail(order, "ranks " + order.from(node.name()) + " are to move, but here are " + ranks.keySet());
            return;
        }
        atHome(concerned, rank -> rank.stall(order.epoch(), everybody, moving, job.isCaptured()));
        await(order, concerned, rank -> rank.state() == LocalRank.State.QUIET);
    }

    /** Does something with ranks, with those that are away when they are back. */
    private void atHome(final Set<Integer> numbers, final Consumer<LocalRank> what) {
        final List<LocalRank> away = numbers.stream().map(ranks::get).filter(LocalRank::isAway).toList();
        numbers.stream().map(ranks::get).filter(rank -> !rank.isAway()).forEach(what);
        away.forEach(rank -> captured.whenBack(rank, () -> what.accept(rank)));
        if (!away.isEmpty()) {
            captured.bringBack(away);
        }
    }

    /** Before anybody is stalled: a pool takes a while. */
    private void openSource(final Order order) {
        if (!ranks.keySet().containsAll(order.from(node.name()))) {
            fail(order, "ranks " + order.from(node.name()) + " are to move, but here are " + ranks.keySet());
        } else if (job.isCaptured()) {
            final List<LocalRank> moving = order.from(node.name()).stream().map(ranks::get).toList();
            captured.prepare(job, order.epoch(), moving, (able, fault) -> told(order, fault, () -> openPool(order)));
        } else {
            openPool(order);
        }
    }

    private void openPool(final Order order) {
        final List<Integer> moving = order.from(node.name());
        final String to = order.moves().stream().filter(move -> move.from().equals(node.name()))
            .map(move -> order.addresses().get(move.onto())).findFirst().orElseThrow();
        outgoing.openSource(job, order.epoch(), moving.size(), to, (opened, fault) -> told(order, fault, () -> {
            source = opened;
            part.done(order.kind(), order.epoch(), "", Map.of());
        }));
    }

    private void sendImages(final Order order) {
        if (source == null) {
            throw new IllegalStateException("no source is open for the images of " + order.from(node.name()));
        }
        source.begin();
        final List<LocalRank> moving = order.from(node.name()).stream().map(ranks::get).toList();
        if (job.isCaptured()) {
            captured.capture(moving, order.epoch(), source);
        } else {
            moving.forEach(rank -> rank.checkpoint(order.epoch(), source.door().toString()));
        }
        outgoing.awaitStored(source, (result, fault) -> told(order, fault, () ->
            part.done(order.kind(), order.epoch(), Long.toString(result.bytes()), Map.of())));
    }

    private void resume(final Order order) {
        if (order.kind() == Order.Kind.ROLL_BACK) {
            endCopiesOf(order.epoch());
        } else if (order.moves().stream().anyMatch(Move::isStay)) {
            incoming.keep(order.why());
        }
        endMovement(order.why());
        final List<String> locations = LocalRank.pieces(order.locations()); // once for all ranks of the node
        final Set<Integer> held = new HashSet<>();
        for (final LocalRank rank : ranks.values()) {
            if (rank.isHeld() && (order.kind() == Order.Kind.RESUME || rank.epoch() < order.epoch())) {
                held.add(rank.number());
            }
        }
        atHome(held, rank -> rank.resume(order.epoch(), locations));
        await(order, held, LocalRank::isGoing);
    }

    private void end(final Order order, final Set<Integer> numbers) {
        numbers.stream().map(ranks::get).filter(rank -> rank != null && rank.isAlive()).forEach(LocalRank::end);
        await(order, numbers, rank -> !rank.isAlive());
    }

    // --- what is told

    private void told(final Order order, final Throwable fault, final Runnable done) {
        if (fault != null) {
            fail(order, fault.getMessage());
        } else if (part.isWanted(order.kind(), order.epoch())) {
            done.run();
        }
    }

    private void fail(final Order order, final String cause) {
        awaited.remove(order.kind());
        part.failed(order.kind(), order.epoch(), cause);
    }

    private void await(final Order order, final Set<Integer> numbers, final Predicate<LocalRank> arrived) {
        awaited.put(order.kind(), new Awaited(order, numbers, arrived));
        check();
    }

    /** Answers the orders whose ranks have all arrived. */
    private void check() {
        for (final Awaited wait : List.copyOf(awaited.values())) {
            if (wait.ranks().stream().map(ranks::get).allMatch(rank -> rank == null || wait.arrived().test(rank))) {
                final Order order = wait.order();
                awaited.remove(order.kind());
                final Map<Integer, String> at = new TreeMap<>();
                wait.ranks().stream().map(ranks::get).filter(rank -> rank != null && !rank.address().isEmpty())
                    .forEach(rank -> at.put(rank.number(), rank.address()));
                if (order.kind() == Order.Kind.RELEASE || order.kind() == Order.Kind.END) {
                    wait.ranks().forEach(ranks::remove);
                }
                part.done(order.kind(), order.epoch(), "", at);
                node.onRanksChanged(order.kind() == Order.Kind.RELEASE && !wait.ranks().isEmpty());
            }
        }
    }

    // --- ranks

    /** A rank has come to the door. Returns why it is not let in, or null. */
    String join(final RankLink from, final int number, final long epoch) {
        final LocalRank rank = ranks.get(number);
        if (rank != null && rank.isAway() && rank.epoch() == epoch) {
            rank.back(from);
            rank.start(null);
            return null;
        }
        if (rank == null || rank.epoch() != epoch || rank.state() != LocalRank.State.STARTED) {
            return "rank " + number + " of job " + job.name() + " in epoch " + epoch
                + " is not what this node has started: " + ranks.values();
        }
        final boolean restored = epoch > Order.FIRST_EPOCH;
        if (restored && incoming.imageDoor() == null) {
            return "epoch " + epoch + " of job " + job.name() + " was given up";
        }
        rank.joined(from);
        rank.start(restored && !job.isCaptured() ? incoming.imageDoor() : null);
        return null;
    }

    void onReport(final int number, final RankReportKind what, final long epoch, final String text) {
        final LocalRank rank = ranks.get(number);
        switch (what) {
            case PEERS -> rank.peers(text);
            case READY -> {
                rank.ready(text);
                captured.back(rank);
            }
            case QUIET -> {
                if (epoch == part.epoch() && rank.state() == LocalRank.State.STALLING) {
                    rank.quiet(text);
                }
            }
            case RUNNING -> {
                if (epoch == part.epoch()) {
                    rank.running();
                }
            }
            case FINISHED -> rank.finished();
            default -> failedRank(number, rank.fault(text));
        }
        check();
    }

    private void failedRank(final int number, final String text) {
        final LocalRank rank = ranks.get(number);
        for (final Awaited wait : List.copyOf(awaited.values())) {
            // One that was told to go on, and has done its work since, has gone on.
            if (wait.ranks().contains(number) && !(rank.hasFinished() && wait.arrived().test(rank))) {
                fail(wait.order(), text);
            }
        }
        if (part.isWanted(Order.Kind.CHECKPOINT, part.epoch())) {
            part.failed(Order.Kind.CHECKPOINT, part.epoch(), text);
        }
    }

    private void failStarts(final long epoch, final String why) {
        STARTS.forEach(awaited::remove);
        STARTS.forEach(kind -> part.failed(kind, epoch, why));
    }

    /** No process of a copy is left. */
    private void ended(final int number, final long epoch, final int code) {
        final LocalRank rank = ranks.get(number);
        if (rank == null || rank.epoch() != epoch) {
            return;
        }
        node.pollSockets();
        rank.drain();
        final LocalRank.State before = rank.state();
        final boolean well = rank.hasFinished() && code == 0;
        final boolean wanted = awaited.values().stream().anyMatch(wait -> wait.ranks().contains(number)
            && (wait.order().kind() == Order.Kind.RELEASE || wait.order().kind() == Order.Kind.END));
        if (wanted) {
            rank.ended();
        } else {
            final String how = rank.fault("rank " + number + " ended on node " + node.name() + " with "
                + (code > 128 ? "signal " + (code - 128) : "exit code " + code));
            failedRank(number, how);
            if (before == LocalRank.State.READY) {
                failStarts(epoch, how); // which was answered before
            }
            // One that never came so far is the affair of the order that started it alone.
            if (before.compareTo(LocalRank.State.READY) >= 0) {
                endings.put(number, new Ending(epoch, well, how));
                tellEnded();
            }
            rank.ended();
            ranks.remove(number);
        }
        check();
        node.onRanksChanged(false);
    }
}
