package org.rankferry.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.agrona.CloseHelper;
import org.rankferry.engine.Rankferry;
import org.rankferry.engine.api.Deadlines;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceObserver;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.CountersFile;
import org.rankferry.engine.observe.CountersSnapshot;
import org.rankferry.engine.observe.CpuTime;
import org.rankferry.engine.synthetic.ImageContent;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.FabricNeeds;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.Transports;
import org.rankferry.engine.transport.rdma.device.RdmaDevices;

/** One configuration, set up and ready to move image set after image set. Used by one thread. */
final class BenchScene implements AutoCloseable {
    static final String JOB = "bench";
    static final String SOURCE_THREAD = "source-" + JOB;
    static final String TARGET_THREAD = "target-" + JOB;
    private static final String WATCH_THREAD = "rdma-events";
    private static final String STREAM = "image";
    private static final String LOOPBACK = "127.0.0.1";
    private static final Deadlines DEADLINES = Deadlines.DEFAULT;
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final long POLL_MS = 100;

    private final BenchCase spec;
    private final long seed;
    private final CountDownLatch attached;
    private final Target target;
    private final Source source;
    private final RankProcesses ranks;
    private final Path counters;

    /**
     * Starts target, source and ranks, and waits until all ranks have attached.
     *
     * @param spec    what is moved and how.
     * @param plan    the content's seed, directory and programs.
     * @param scratch for sockets and the secret, and for images of the memory store.
     * @throws TransferException when something can't be set up.
     */
    BenchScene(final BenchCase spec, final BenchPlan plan, final Scratch scratch) {
        this.spec = spec;
        this.seed = plan.seed();
        attached = new CountDownLatch(spec.ranks());
        Target newTarget = null;
        Source newSource = null;
        RankProcesses newRanks = null;
        boolean complete = false;
        try {
            newTarget = Rankferry.target(targetOptions(spec, plan, scratch));
            newSource = Rankferry.source(sourceOptions(spec, plan, scratch, newTarget.address()), new SourceObserver() {
                @Override
                public void onRankAttached(final int rank, final int pid) {
                    attached.countDown();
                }
            });
            newRanks = new RankProcesses(
                plan.rankProgram(), JOB, newSource.door(), spec, plan.content(), seed, scratch.root());
            awaitAttached(newRanks);
            complete = true;
        } finally {
            if (!complete) {
                CloseHelper.quietCloseAll(newSource, newRanks, newTarget);
            }
        }
        target = newTarget;
        source = newSource;
        ranks = newRanks;
        counters = source.door().resolveSibling(CountersFile.FILE_NAME);
    }

    /**
     * Looks whether a transport can run here.
     *
     * @throws TransportException in one line, when it can't.
     */
    static void checkTransport(final String name, final BenchPlan plan) {
        final Endpoint at = name.equals("shm")
            ? new Endpoint.Local(Path.of("target.sock")) : new Endpoint.Inet(host(name, plan), 0);
        Transports.load().choose(name, FabricNeeds.listening(plan.rdma(), at));
    }

    /** What both ends say of one set. */
    record Moved(TransferResult source, TransferResult target) {
    }

    /** Asks all ranks for their images and waits until they are committed. */
    Moved move() {
        source.begin();
        final TransferResult sent = source.awaitCommitted(TIMEOUT);
        return new Moved(sent, target.awaitCommitted(TIMEOUT));
    }

    /**
     * Compares a set that was moved with what the ranks wrote.
     *
     * @return what is wrong, in one line, or null.
     */
    String check(final Moved moved) {
        try {
            for (int rank = 0; rank < spec.ranks(); rank++) {
                final String fault = ImageContent.checkFile(
                    moved.target().directory().resolve("rank-" + rank).resolve(STREAM),
                    ImageContent.key(seed, rank, 0), spec.imageBytes());
                if (fault != null) {
                    return "rank " + rank + ": " + fault;
                }
            }
            return null;
        } catch (final IOException e) {
            throw new TransferException("image set can't be checked: " + e.getMessage(), e);
        }
    }

    /** Gives the memory of a set back for the next. */
    void recycle(final Moved moved) {
        target.recycle(moved.target().directory());
    }

    /** CPU seconds of everybody until now: this process with both agents, and the ranks. */
    double cpuSeconds() {
        return CpuTime.ofSelf() + ranks.cpuSeconds();
    }

    /** What both agents have spent until now. */
    AgentLoad agentLoad() {
        return new AgentLoad(
            ThreadCpu.of(SOURCE_THREAD, TARGET_THREAD, WATCH_THREAD),
            AgentTurns.of(SOURCE_THREAD, counters, AgentCounter.FRAMES_OUT),
            AgentTurns.of(
                TARGET_THREAD, target.door().resolveSibling(CountersFile.FILE_NAME), AgentCounter.FRAMES_IN));
    }

    /** Chunks that have gone through since the source began, over all sets. */
    long chunksDone() {
        try {
            return CountersSnapshot.read(counters).value(AgentCounter.CHUNKS_DONE);
        } catch (final IOException e) {
            throw new TransferException("counters of the source can't be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        CloseHelper.closeAll(source, ranks, target);
    }

    private void awaitAttached(final RankProcesses waiting) {
        final long deadlineNs = System.nanoTime() + DEADLINES.gather().toNanos();
        try {
            while (!attached.await(POLL_MS, TimeUnit.MILLISECONDS)) {
                waiting.checkAlive();
                if (System.nanoTime() - deadlineNs > 0) {
                    throw new TransferException(attached.getCount() + " of " + spec.ranks()
                        + " ranks have not attached within " + DEADLINES.gather().toSeconds() + " s");
                }
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferException("interrupted while the ranks attached", e);
        }
    }

    private static TargetOptions targetOptions(final BenchCase spec, final BenchPlan plan, final Scratch scratch) {
        final boolean memory = spec.store().equals("memory");
        return TargetOptions.builder(
                listenAddress(spec, plan, scratch), scratch.secret(),
                memory ? scratch.root().resolve("images") : plan.directory())
            .transport(spec.transport()).rdma(plan.rdma()).store(spec.store()).placement(spec.placement())
            .keepSets(false)
            .reserveFiles(memory ? spec.ranks() : 0).reserveBytes(memory ? spec.imageBytes() : 0)
            .readDepth(spec.depth()).name(JOB).runDirectory(scratch.run()).deadlines(DEADLINES).build();
    }

    private static String listenAddress(final BenchCase spec, final BenchPlan plan, final Scratch scratch) {
        return spec.transport().equals("shm") ? "unix:" + scratch.root().resolve("target.sock")
            : new Endpoint.Inet(host(spec.transport(), plan), 0).toString();
    }

    /** Connections over an RDMA device are made at its own address, also from the same host. */
    private static String host(final String transport, final BenchPlan plan) {
        return !transport.equals("rdma") ? LOOPBACK
            : RdmaDevices.read().own(plan.rdma().devices())
                .map(device -> device.address().getHostAddress()).orElse(LOOPBACK);
    }

    private static SourceOptions sourceOptions(
        final BenchCase spec, final BenchPlan plan, final Scratch scratch, final String address) {

        return SourceOptions.builder(JOB, spec.ranks(), scratch.secret(), address)
            .transport(spec.transport()).rdma(plan.rdma()).chunkBytes(spec.chunkBytes()).poolBytes(spec.poolBytes())
            .readDepth(spec.depth()).crc(spec.crc()).expectedBytes(spec.bytes()).checkpointer("bench")
            .beginAtOnce(false).runDirectory(scratch.run()).deadlines(DEADLINES).build();
    }
}
