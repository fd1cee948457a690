package org.rankferry.engine.coordinator.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.agrona.CloseHelper;
import org.rankferry.engine.api.ImageStreams;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.checkpoint.Capture;
import org.rankferry.engine.checkpoint.CaptureInput;
import org.rankferry.engine.checkpoint.Checkpointers;
import org.rankferry.engine.checkpoint.LocalRanks;
import org.rankferry.engine.checkpoint.Restore;
import org.rankferry.engine.coordinator.job.JobSpec;

/**
 * Ranks of a job whose checkpointer takes processes as they are. They let go of the agent, are captured from outside,
 * and come back by a note: here, when the attempt is taken back or was a checkpoint only, or as their copies elsewhere.
 * Agent's thread; what takes a while happens elsewhere and is told later.
 */
final class CapturedRanks {
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final NodeContext node;
    /** Of the next capture. */
    private final Map<Integer, ReturnNote> notes = new TreeMap<>();
    /** Where ranks look that are away. */
    private final Map<Integer, ReturnNote> awaited = new TreeMap<>();
    private final Map<Integer, Runnable> whenBack = new TreeMap<>();
    private final Set<Integer> leaving = new HashSet<>();
    private List<Capture> captures = List.of();
    private Source into;
    private String job;
    private LocalRanks writers;
    /** Done when what was asked for elsewhere is: one thing after the other. */
    private CompletableFuture<?> tail = CompletableFuture.completedFuture(null);

    CapturedRanks(final NodeContext node) {
        this.node = node;
    }

    /** Whether this node can restore ranks of the job; tells what is in the way. */
    void check(final JobSpec of, final BiConsumer<Restore, Throwable> told) {
        elsewhere(() -> Checkpointers.named(of.checkpointer()).prepareRestore(0, List.of()), told);
    }

    /** Gets ready to capture ranks, before anybody is stalled. */
    void prepare(
        final JobSpec of, final long epoch, final Collection<LocalRank> ranks,
        final BiConsumer<List<Capture>, Throwable> told) {

        job = of.name();
        final Map<Integer, OptionalLong> processes = new TreeMap<>();
        for (final LocalRank rank : ranks) {
            processes.put(rank.number(), rank.process());
            notes.put(rank.number(), new ReturnNote(
                node.notes().resolve("return-" + job + "." + rank.number() + "." + epoch)));
        }
        final Map<Integer, ReturnNote> with = Map.copyOf(notes);
        elsewhere(() -> captures(of, processes, with), (prepared, fault) -> {
            captures = prepared == null ? List.of() : prepared;
            told.accept(prepared, fault);
        });
    }

    private static List<Capture> captures(
        final JobSpec job, final Map<Integer, OptionalLong> processes, final Map<Integer, ReturnNote> notes) {

        final List<Capture> prepared = new ArrayList<>();
        processes.forEach((rank, process) -> {
            final long root = process.orElseThrow(() -> new TransferException("rank " + rank + " has no process below"
                + " this agent that could be captured; a job with --checkpointer has its ranks started by agents,"
                + " without --by"));
            prepared.add(notes.get(rank).before(Checkpointers.named(job.checkpointer())
                .prepare(rank, List.of(new CaptureInput(null, Long.toString(root))))));
        });
        return prepared;
    }

    /** Has ranks let go of the agent; they are captured as soon as the last one has. */
    void capture(final Collection<LocalRank> ranks, final long epoch, final Source source) {
        into = source;
        for (final LocalRank rank : ranks) {
            leaving.add(rank.number());
            awaited.put(rank.number(), notes.get(rank.number()));
            rank.leave(epoch, notes.get(rank.number()).path());
        }
    }

    /** The connection of a rank that was to let go is gone. */
    void left(final LocalRank rank) {
        rank.left();
        if (leaving.remove(rank.number()) && leaving.isEmpty() && into != null) {
            writers = LocalRanks.start(into, job, captures, PATIENCE);
            into = null;
        }
    }

    /** Has something done when a rank is back. */
    void whenBack(final LocalRank rank, final Runnable what) {
        whenBack.put(rank.number(), what);
    }

    /** Gives up what is being captured; ranks that are away go on here. */
    void bringBack(final Collection<LocalRank> ranks) {
        final List<LocalRank> away = ranks.stream().filter(LocalRank::isAway).toList();
        final LocalRanks writing = writers;
        final List<Capture> captured = captures;
        final Map<Integer, ReturnNote> with = Map.copyOf(awaited);
        into = null;
        writers = null;
        leaving.clear();
        elsewhere(() -> {
            CloseHelper.close(writing);
            captured.forEach(Capture::goOn);
            away.forEach(rank -> with.get(rank.number()).write(rank.epoch(), node.host(), node.door()));
            return null;
        }, (done, fault) -> {
            if (fault != null) {
                away.forEach(LocalRank::end); // they would wait for ever
            }
        });
    }

    /** A rank that was away is here again. */
    void back(final LocalRank rank) {
        final Runnable what = whenBack.remove(rank.number());
        if (what != null) {
            what.run();
        }
    }

    /** What is captured is not wanted any more, one way or the other. */
    void close() {
        final LocalRanks writing = writers;
        writers = null;
        into = null;
        leaving.clear();
        if (writing != null) {
            elsewhere(() -> {
                writing.close();
                return null;
            }, (done, fault) -> { });
        }
    }

    /**
     * Brings the copy of a rank to life from its image, which may still be arriving.
     *
     * @param of     the job.
     * @param number of the rank.
     * @param epoch  of the copy.
     * @param image  of the rank.
     * @param ears   hear what becomes of it, on the agent's thread.
     */
    RankCopy restore(
        final JobSpec of, final int number, final long epoch, final ImageStreams image, final RestoredCopy.Ears ears) {

        final Restore restore = Checkpointers.named(of.checkpointer()).prepareRestore(number, List.of());
        final Restore noted = new NotedRestore(restore, epoch, node.host(), node.door());
        return node.machine().restore(
            of.name() + "-rank-" + number, noted, image, Path.of(of.directory()), Path.of(of.output()),
            new RestoredCopy.Ears() {
                @Override
                public void onFault(final String why) {
                    node.later(() -> ears.onFault(why));
                }

                @Override
                public void onEnd(final int code) {
                    node.later(() -> ears.onEnd(code));
                }
            });
    }

    private <T> void elsewhere(final Supplier<T> work, final BiConsumer<T, Throwable> told) {
        tail = tail.thenRunAsync(() -> {
            try {
                final T result = work.get();
                node.later(() -> told.accept(result, null));
            } catch (final RuntimeException | Error e) { // or it would be waited for until the deadline
                node.later(() -> told.accept(null, e));
            }
        }, node.machine()::elsewhere);
    }
}
