package org.rankferry.bench.control;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

import org.rankferry.engine.api.ImageReader;
import org.rankferry.engine.api.ImageStreams;
import org.rankferry.engine.api.RankProgress;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.coordinator.job.JobSpec;
import org.rankferry.engine.coordinator.node.Passage;

/** Images of no bytes: every store opens at once, every image is there. Thread of the node. */
final class EmptyPassage implements Passage {
    private static final String NONE = "none";

    private final Executor agent;
    private final String address;
    private boolean open;

    EmptyPassage(final Executor agent, final String address) {
        this.agent = agent;
        this.address = address;
    }

    @Override
    public void openTarget(final JobSpec job, final long epoch, final BiConsumer<Target, Throwable> told) {
        open = true;
        agent.execute(() -> told.accept(new End(job.name(), epoch, address), null));
    }

    @Override
    public void openSource(
        final JobSpec job, final long epoch, final int ranks, final String to,
        final BiConsumer<Source, Throwable> told) {

        agent.execute(() -> told.accept(new End(job.name(), epoch, address), null));
    }

    @Override
    public void openOwnTarget(final JobSpec job, final long epoch, final BiConsumer<Target, Throwable> told) {
        openTarget(job, epoch, told);
    }

    @Override
    public void openFiles(
        final JobSpec job, final long epoch, final Path files, final BiConsumer<Target, Throwable> told) {

        openTarget(job, epoch, told);
    }

    @Override
    public void openSaved(
        final JobSpec job, final long epoch, final Path files, final List<Integer> ranks, final String to,
        final BiConsumer<Source, Throwable> told) {

        openSource(job, epoch, ranks.size(), to, told);
    }

    @Override
    public void awaitStored(final Source of, final BiConsumer<TransferResult, Throwable> told) {
        agent.execute(() -> told.accept(of.awaitCommitted(Duration.ZERO), null));
    }

    @Override
    public void awaitArrived(final BiConsumer<TransferResult, Throwable> told) {
        agent.execute(() -> told.accept(new End("", 0, address).awaitCommitted(Duration.ZERO), null));
    }

    @Override
    public void forget(final Path files, final String job, final BiConsumer<Path, Throwable> told) {
        agent.execute(() -> told.accept(files, null));
    }

    @Override
    public void keep(final String why) {
        end(why);
    }

    @Override
    public ImageStreams image(final int rank) {
        throw new UnsupportedOperationException("a simulated image has no streams");
    }

    @Override
    public String imageDoor() {
        return open ? NONE : null;
    }

    @Override
    public void end(final String why) {
        open = false;
    }

    @Override
    public void close(final String why) {
        end(why);
    }

    /** Either end. */
    private record End(String job, long epoch, String address) implements Source, Target {
        @Override
        public String transport() {
            return NONE;
        }

        @Override
        public String transportReason() {
            return "simulated";
        }

        @Override
        public Path door() {
            return Path.of(NONE);
        }

        @Override
        public Duration preparation() {
            return Duration.ZERO;
        }

        @Override
        public void begin() {
            // Nothing is to be moved.
        }

        @Override
        public TransferResult awaitCommitted(final Duration timeout) {
            return new TransferResult(
                job, epoch, NONE, transportReason(), NONE, List.of(), 0, 0, 0, 0, List.of(), 0, 0,
                TransferResult.Latency.NONE, 0, 0, 0, 0, null);
        }

        @Override
        public ImageReader openReader(final int rank, final String stream, final Duration timeout) {
            throw new UnsupportedOperationException("a simulated image has no streams");
        }

        @Override
        public ImageStreams image(final int rank, final Duration timeout) {
            throw new UnsupportedOperationException("a simulated image has no streams");
        }

        @Override
        public List<RankProgress> progress() {
            return List.of();
        }

        @Override
        public void abort(final String why) {
            // Nothing was moved.
        }

        @Override
        public void recycle(final Path directory) {
            // Nothing was stored.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
