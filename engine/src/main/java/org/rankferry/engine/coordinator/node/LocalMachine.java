package org.rankferry.engine.coordinator.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

import org.agrona.IoUtil;
import org.rankferry.engine.api.ImageStreams;
import org.rankferry.engine.checkpoint.Restore;
import org.rankferry.engine.nativeio.ThreadPriority;

/** This machine: ranks are processes, and images pass through sources and targets, which have threads of their own. */
final class LocalMachine implements Machine {
    private final Movement.MovementPlace place;
    private final ExecutorService elsewhere;
    private final AtomicLong restores = new AtomicLong();

    LocalMachine(final Movement.MovementPlace place) {
        this.place = place;
        final ThreadFactory movers = Thread.ofPlatform().daemon().name("rankferry-mover-", 0).factory();
        elsewhere = Executors.newCachedThreadPool(work -> movers.newThread(ThreadPriority.raised(work)));
    }

    @Override
    public String host() {
        return place.host();
    }

    @Override
    public RankCopy start(
        final String name, final List<String> by, final List<String> command, final Map<String, String> environment,
        final Path directory, final Path output, final IntConsumer onEnd) {

        return RankProcess.start(name, by, command, environment, directory, output, onEnd);
    }

    @Override
    public RankCopy restore(
        final String name, final Restore restore, final ImageStreams image, final Path directory, final Path output,
        final RestoredCopy.Ears ears) {

        final Path status = place.runDirectory().resolve(name + "-" + restores.incrementAndGet() + ".status");
        final RestoredCopy.Launcher launcher = (command, ended) -> RankProcess.restore(
            name, command, directory, output, status, code -> {
                IoUtil.deleteIfExists(status.toFile());
                ended.accept(code);
            });
        return new RestoredCopy(restore, image, launcher, ears).begin(elsewhere);
    }

    @Override
    public void elsewhere(final Runnable work) {
        elsewhere.execute(work);
    }

    @Override
    public Passage passage(final Executor agent) {
        return new Movement(place, elsewhere, agent);
    }

    @Override
    public void close() {
        elsewhere.shutdown();
        try {
            elsewhere.awaitTermination(1, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
