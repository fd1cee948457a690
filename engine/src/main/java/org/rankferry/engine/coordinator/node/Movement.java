package org.rankferry.engine.coordinator.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.agrona.CloseHelper;
import org.rankferry.engine.api.ImageStreams;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceObserver;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TargetObserver;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.checkpoint.Checkpointer;
import org.rankferry.engine.checkpoint.Checkpointers;
import org.rankferry.engine.checkpoint.LocalRanks;
import org.rankferry.engine.coordinator.job.ImageRoute;
import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.source.RunningSource;
import org.rankferry.engine.target.RunningTarget;
import org.rankferry.protocol.image.Manifest;

/**
 * The images of a job that leave a node, or those that come to it: the source or the target of one epoch. Opening and
 * closing take a while and happen elsewhere, one after the other; what comes of it is told through the mailbox.
 */
final class Movement implements Passage {
    private static final String LOCAL = "shm";
    private static final String UNIX = "unix:";
    private static final String MEMORY = "memory";
    private static final String FILES = "file";
    private static final Duration IMAGES_AT_MOST = Duration.ofHours(1);

    private final MovementPlace place;
    private final Executor elsewhere;
    private final Executor agent;
    private CompletableFuture<?> tail = CompletableFuture.completedFuture(null);
    private Target target;
    private Path directory;
    /** Ranks that send from files; of the thread that opens and closes. */
    private LocalRanks saved;

    /**
     * Where images pass.
     *
     * @param runDirectory of sources and targets; of this node alone.
     * @param secretFile   shared by all nodes.
     * @param host         where targets listen.
     * @param errors       hears what could not be removed.
     */
    record MovementPlace(Path runDirectory, Path secretFile, String host, Consumer<Throwable> errors) {
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

    @Override
    public void openTarget(final JobSpec job, final long epoch, final BiConsumer<Target, Throwable> told) {
        final ImageRoute route = job.route();
        directory = (route.toFiles() ? Path.of(route.files()) : place.runDirectory()).resolve(images(job, epoch));
        open(target(job, epoch, route.transport(), directory)
            .store(route.toFiles() ? FILES : MEMORY)
            .placement(route.staged() ? TargetOptions.Placing.STAGED : TargetOptions.Placing.DIRECT).build(), told);
    }

    @Override
    public void openOwnTarget(final JobSpec job, final long epoch, final BiConsumer<Target, Throwable> told) {
        directory = place.runDirectory().resolve(images(job, epoch));
        open(target(job, epoch, LOCAL, directory).build(), told);
    }

    @Override
    public void openFiles(
        final JobSpec job, final long epoch, final Path files, final BiConsumer<Target, Throwable> told) {

        directory = files;
        open(target(job, epoch, LOCAL, files).store(FILES).build(), told);
    }

    private static String images(final JobSpec job, final long epoch) {
        return "images-" + job.name() + "." + epoch;
    }

    private TargetOptions.Builder target(
        final JobSpec job, final long epoch, final String transport, final Path images) {

        return TargetOptions.builder(listen(job, epoch, transport), place.secretFile(), images)
            .job(job.name()).epoch(epoch).transport(transport).name(job.name()).runDirectory(place.runDirectory());
    }

    private void open(final TargetOptions options, final BiConsumer<Target, Throwable> told) {
        after(() -> new RunningTarget(options, TargetObserver.NONE), (opened, fault) -> {
            target = opened;
            told.accept(opened, fault);
        });
    }

    @Override
    public void openSource(
        final JobSpec job, final long epoch, final int ranks, final String to,
        final BiConsumer<Source, Throwable> told) {

        after(() -> {
            final SourceOptions.Builder options = source(job, epoch, ranks, to);
            if (job.isCaptured()) {
                final Checkpointer writer = Checkpointers.named(job.checkpointer());
                options.checkpointer(writer.name() + " " + writer.version());
            }
            return new RunningSource(options.build(), SourceObserver.NONE);
        }, told);
    }

    @Override
    public void openSaved(
        final JobSpec job, final long epoch, final Path files, final List<Integer> ranks, final String to,
        final BiConsumer<Source, Throwable> told) {

        after(() -> {
            final SavedImages images = new SavedImages(files, job, ranks);
            final Source opened = new RunningSource(
                source(job, epoch, ranks.size(), to).expectedBytes(images.bytes()).build(), SourceObserver.NONE);
            saved = LocalRanks.start(opened, job.name(), images.captures(), IMAGES_AT_MOST);
            opened.begin();
            return opened;
        }, told);
    }

    private SourceOptions.Builder source(final JobSpec job, final long epoch, final int ranks, final String to) {
        return SourceOptions.builder(job.name(), ranks, place.secretFile(), to)
            .epoch(epoch).transport(to.startsWith(UNIX) ? LOCAL : job.route().transport())
            .chunkBytes(job.route().chunkBytes())
            .poolBytes(Math.max(job.route().poolBytes(), (long) ranks * job.route().chunkBytes()))
            .runDirectory(place.runDirectory()).beginAtOnce(false);
    }

    @Override
    public void awaitStored(final Source of, final BiConsumer<TransferResult, Throwable> told) {
        elsewhere.execute(() -> tell(() -> of.awaitCommitted(IMAGES_AT_MOST), told));
    }

    @Override
    public void awaitArrived(final BiConsumer<TransferResult, Throwable> told) {
        final Target of = target;
        elsewhere.execute(() -> tell(() -> of.awaitCommitted(IMAGES_AT_MOST), told));
    }

    @Override
    public ImageStreams image(final int rank) {
        return target.image(rank, IMAGES_AT_MOST);
    }

    @Override
    public String imageDoor() {
        return target == null ? null : target.door().toString();
    }

    @Override
    public void forget(final Path files, final String job, final BiConsumer<Path, Throwable> told) {
        elsewhere.execute(() -> tell(() -> {
            SavedImages.remove(files, job);
            return files;
        }, told));
    }

    @Override
    public void keep(final String why) {
        target = null;
        close(null, why);
    }

    @Override
    public void end(final String why) {
        final Path images = target == null ? null : directory;
        target = null;
        close(images, why);
    }

    private void close(final Path images, final String why) {
        tail = tail.handleAsync((last, fault) -> {
            if (last instanceof Source opened) {
                opened.abort(why);
                CloseHelper.quietClose(saved);
                saved = null;
                opened.close();
            } else if (last instanceof Target opened) {
                recycle(opened, images);
                opened.close();
            }
            return null;
        }, elsewhere);
    }

    private void recycle(final Target opened, final Path images) {
        try {
            if (images != null) {
                opened.recycle(images);
            }
        } catch (final TransferException e) {
            if (Files.exists(images.resolve(Manifest.FILE_NAME))) {
                place.errors().accept(e);
            } // else no set was committed: what there is of it goes when the target is closed
        }
    }

    @Override
    public void close(final String why) {
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
        } catch (final RuntimeException | Error e) { // or it would be waited for until the deadline
            agent.execute(() -> told.accept(null, e));
            return null;
        }
    }

    private String listen(final JobSpec job, final long epoch, final String transport) {
        return transport.equals(LOCAL)
            ? UNIX + place.runDirectory().resolve(job.name() + "." + epoch + ".sock") : place.host() + ":0";
    }
}
