package org.rankferry.engine.coordinator.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceObserver;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TargetObserver;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.source.RunningSource;
import org.rankferry.engine.target.RunningTarget;

/**
 * The images of a job that leave a node, or come to it: the source or the target of one epoch. Opening and closing take
 * a while and happen elsewhere, one after the other; what comes of it is told through the mailbox.
 */
final class Movement {
    private final MovementPlace place;
    private final Executor elsewhere;
    private final Executor agent;
    private CompletableFuture<?> tail = CompletableFuture.completedFuture(null);
    private Target target;
    private Path directory;

    /**
     * Where images pass.
     *
     * @param runDirectory of sources and targets; of this node alone.
     * @param secretFile   shared by all nodes.
     * @param host         where targets listen.
     */
    record MovementPlace(Path runDirectory, Path secretFile, String host) {
    }

    /**
     * Nothing yet.
     *
     * @param elsewhere runs what takes a while.
     * @param agent     runs what the agent is told, on its thread.
     */
    Movement(final MovementPlace place, final Executor elsewhere, final Executor agent) {
        this.place = place;
        this.elsewhere = elsewhere;
        this.agent = agent;
    }

    /** Opens a target; tells its address, or what is in the way. */
    void openTarget(final JobSpec job, final long epoch, final BiConsumer<Target, Throwable> told) {
        directory = place.runDirectory().resolve("images-" + job.name() + "." + epoch);
        final TargetOptions options = TargetOptions.builder(listen(job, epoch), place.secretFile(), directory)
            .job(job.name()).epoch(epoch).transport(job.transport()).name(job.name()).runDirectory(place.runDirectory())
            .build();
        after(() -> new RunningTarget(options, TargetObserver.NONE), (opened, fault) -> {
            target = opened;
            told.accept(opened, fault);
        });
    }

    /** Opens a source that begins when it is told to. */
    void openSource(
        final JobSpec job, final long epoch, final int ranks, final List<String> targets,
        final BiConsumer<Source, Throwable> told) {

        final SourceOptions options = SourceOptions
            .builder(job.name(), ranks, place.secretFile(), targets.toArray(String[]::new))
            .epoch(epoch).transport(job.transport()).chunkBytes(job.chunkBytes())
            .poolBytes(Math.max(job.poolBytes(), (long) ranks * job.chunkBytes()))
            .runDirectory(place.runDirectory()).beginAtOnce(false).build();
        after(() -> new RunningSource(options, SourceObserver.NONE), told);
    }

    /** Waits elsewhere for the target to have all images; tells what came of it. */
    void awaitStored(final Source of, final Duration timeout, final BiConsumer<TransferResult, Throwable> told) {
        elsewhere.execute(() -> tell(() -> of.awaitCommitted(timeout), told));
    }

    /** Where restarted ranks read their images; null when there are none. */
    String imageDoor() {
        return target == null ? null : target.door().toString();
    }

    /** Gives everything up or back; whatever is opened next is opened after that. */
    void end(final String why) {
        final Path images = target == null ? null : directory;
        target = null;
        tail = tail.handleAsync((last, fault) -> {
            if (last instanceof Source opened) {
                opened.abort(why);
                opened.close();
            } else if (last instanceof Target opened) {
                recycle(opened, images);
                opened.close();
            }
            return null;
        }, elsewhere);
    }

    private static void recycle(final Target opened, final Path images) {
        try {
            if (images != null) {
                opened.recycle(images);
            }
        } catch (final TransferException e) {
            // No set was committed: what there is of it goes when the target is closed.
            return;
        }
    }

    /** The same, and waits for it. */
    void close(final String why) {
        end(why);
        tail.join();
    }

    private <T> void after(final Supplier<T> opener, final BiConsumer<T, Throwable> told) {
        tail = tail.handleAsync((ignored, fault) -> tell(opener, told), elsewhere);
    }

    /** Has the agent told what came of it. */
    private <T> T tell(final Supplier<T> work, final BiConsumer<T, Throwable> told) {
        try {
            final T result = work.get();
            agent.execute(() -> told.accept(result, null));
            return result;
        } catch (final RuntimeException e) {
            agent.execute(() -> told.accept(null, e));
            return null;
        }
    }

    private String listen(final JobSpec job, final long epoch) {
        return job.transport().equals("shm")
            ? "unix:" + place.runDirectory().resolve(job.name() + "." + epoch + ".sock") : place.host() + ":0";
    }
}
