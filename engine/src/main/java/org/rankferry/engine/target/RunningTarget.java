package org.rankferry.engine.target;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentRunner;
import org.rankferry.engine.agent.AgentHome;
import org.rankferry.engine.api.ImageReader;
import org.rankferry.engine.api.ImageStreams;
import org.rankferry.engine.api.Outcomes;
import org.rankferry.engine.api.RankProgress;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TargetObserver;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.observe.AgentKind;
import org.rankferry.engine.observe.ChunkLatencies;
import org.rankferry.engine.store.ImageStore;
import org.rankferry.engine.store.ImageStores;
import org.rankferry.engine.store.IncomingSet;
import org.rankferry.engine.store.StoreOptions;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.Fabric;
import org.rankferry.engine.transport.FabricNeeds;
import org.rankferry.engine.transport.LinkOptions;
import org.rankferry.engine.transport.ReadinessIdle;
import org.rankferry.engine.transport.TargetListener;
import org.rankferry.engine.transport.Transports;
import org.rankferry.protocol.session.SourceTerms;
import org.rankferry.protocol.session.TargetTerms;

/** A target agent on its thread, with everything it owns. Closed in the reverse order. */
public final class RunningTarget implements Target {
    private static final int CREDITS = 256;
    private static final int ANSWER_TIMEOUT_MS = 5000;
    private static final long READER_RETRY_MS = 10;

    private final AgentHome home;
    private final Fabric fabric;
    private final ReaderDoor readers;
    private final ImageStore store;
    private final TargetListener listener;
    private final TargetAgent agent;
    private final AgentRunner runner;
    private final Transports.Choice choice;
    private final Outcomes outcomes = new Outcomes();
    private final Duration preparation;
    private boolean closed;

    /**
     * Sets a target up, its reserve included, and starts it.
     *
     * @param options  of the target.
     * @param observer of what happens.
     * @throws TransferException when the machine or an option does not allow it.
     */
    public RunningTarget(final TargetOptions options, final TargetObserver observer) {
        this(options, observer, Transports.load());
    }

    /**
     * The same with transports of one's own instead of those on the class path.
     *
     * @param options    of the target.
     * @param observer   of what happens.
     * @param transports to choose from.
     */
    public RunningTarget(final TargetOptions options, final TargetObserver observer, final Transports transports) {
        final long startNs = System.nanoTime();
        final Endpoint endpoint = Endpoint.parse(options.listen());
        final FabricNeeds needs = FabricNeeds.listening(options.rdma(), endpoint);
        choice = transports.choose(options.transport(), needs);
        home = AgentHome.open(AgentKind.TARGET, options.name(), options.runDirectory(), options.secretFile());
        readers = new ReaderDoor(home.door(), home.readiness());
        Fabric opened = null;
        ImageStore imageStore = null;
        try {
            opened = choice.transport().open(needs, home.readiness());
            imageStore = ImageStores.open(options.store(), new StoreOptions(
                options.directory(), options.keepSets(), options.maxBytes(),
                new StoreOptions.Reserve(options.reserveFiles(), options.reserveBytes()),
                SourceTerms.MOST_CHUNK_BYTES, opened.registrar()));
            final long beforeNs = System.nanoTime();
            imageStore.prepareAll();
            preparation = Duration.ofNanos(System.nanoTime() - beforeNs);
            listener = opened.listen(
                endpoint, new LinkOptions(options.deadlines().connect().toNanos(), CREDITS));
        } catch (final RuntimeException e) {
            CloseHelper.quietCloseAll(imageStore, opened, home);
            throw e;
        }
        fabric = opened;
        store = imageStore;
        agent = new TargetAgent(
            new TargetParts(
                options, choice, fabric, store, listener, home, readers, new ChunkLatencies(), outcomes, observer,
                System.nanoTime() - startNs),
            new TargetTerms(
                options.job(), options.epoch(), options.chunkBytes(), options.poolBytes(),
                Math.min(options.readDepth(), fabric.mostReads()), CREDITS));
        runner = home.start(agent, new ReadinessIdle(home.readiness(), agent::sleepNs), () ->
            home.mailbox().send(() -> agent.fail("target " + options.name() + " failed; see its error log")));
    }

    @Override
    public String address() {
        return listener.endpoint().toString();
    }

    @Override
    public String transport() {
        return choice.transport().name();
    }

    @Override
    public String transportReason() {
        return choice.reason();
    }

    @Override
    public Duration preparation() {
        return preparation;
    }

    @Override
    public Path door() {
        return home.door().path();
    }

    @Override
    public TransferResult awaitCommitted(final Duration timeout) {
        return outcomes.await(timeout, "an image set");
    }

    @Override
    public ImageReader openReader(final int rank, final String stream, final Duration timeout) {
        final long deadlineNs = System.nanoTime() + timeout.toNanos();
        final IncomingSet set = awaitSet(deadlineNs);
        return set.reader(rank, stream, deadlineNs);
    }

    @Override
    public ImageStreams image(final int rank, final Duration timeout) {
        return new ArrivingImage(
            rank, timeout, () -> onAgent(() -> ArrivingImage.known(agent.currentSet(), rank)));
    }

    @Override
    public List<RankProgress> progress() {
        return home.progress();
    }

    @Override
    public void recycle(final Path set) {
        onAgent(() -> {
            store.recycle(set);
            return null;
        });
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            home.stop(runner);
            outcomes.closed("the target was stopped");
            CloseHelper.closeAll(listener, readers, store, fabric, home);
        }
    }

    private IncomingSet awaitSet(final long deadlineNs) {
        while (true) {
            final ArrivingSet set = onAgent(agent::currentSet);
            if (set != null) {
                return set.incoming();
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new TransferException("no image set has begun to arrive before the deadline");
            }
            try {
                Thread.sleep(READER_RETRY_MS);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TransferException("interrupted while waiting for an image set", e);
            }
        }
    }

    private <T> T onAgent(final Callable<T> question) {
        final CompletableFuture<T> answer = new CompletableFuture<>();
        home.mailbox().send(() -> {
            try {
                answer.complete(question.call());
            } catch (final Exception e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(ANSWER_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (final ExecutionException e) {
            throw new TransferException(e.getCause().getMessage(), e.getCause());
        } catch (final TimeoutException e) {
            throw new TransferException("target does not answer; is it closed?", e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferException("interrupted while asking the target", e);
        }
    }
}
