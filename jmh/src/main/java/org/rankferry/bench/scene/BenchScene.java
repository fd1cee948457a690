package org.rankferry.bench.scene;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.agrona.CloseHelper;
import org.rankferry.engine.Rankferry;
import org.rankferry.engine.api.Deadlines;
import org.rankferry.engine.api.RdmaOptions;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceObserver;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.CountersFile;
import org.rankferry.engine.observe.CountersSnapshot;
import org.rankferry.engine.observe.CpuTime;

/** One configuration, set up and ready to move image set after image set. Used by one thread. */
public final class BenchScene implements AutoCloseable {
    static final Deadlines DEADLINES = Deadlines.DEFAULT;
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final long POLL_MS = 100;

    private final BenchCase spec;
    private final String name;
    private final CountDownLatch attached;
    private final TargetEnd target;
    private final Source source;
    private final RankProcesses ranks;
    private final Path counters;

    /**
     * Where a source and its ranks live, and what they write.
     *
     * @param secret      file that the target has too.
     * @param scratch     for sockets.
     * @param rdma        how {@code rdma} uses the devices here.
     * @param content     that the ranks write.
     * @param seed        of the content.
     * @param rankProgram {@code rankferry-rank}.
     */
    public record SourcePlace(
        Path secret, Scratch scratch, RdmaOptions rdma, BenchContent content, long seed, Path rankProgram) {
    }

    /**
     * Starts target, source and ranks, and waits until all ranks have attached.
     *
     * @param spec    what is moved and how.
     * @param place   of the source and the ranks.
     * @param name    that no other scene in this scratch directory has.
     * @param targets opens the target.
     * @throws TransferException when something can't be set up.
     */
    public BenchScene(
        final BenchCase spec, final SourcePlace place, final String name, final TargetEnd.Opener targets) {

        this.spec = spec;
        this.name = name;
        attached = new CountDownLatch(spec.ranks());
        TargetEnd newTarget = null;
        Source newSource = null;
        RankProcesses newRanks = null;
        boolean complete = false;
        try {
            newTarget = targets.open(spec);
            newSource = Rankferry.source(sourceOptions(place, newTarget.address()), new SourceObserver() {
                @Override
                public void onRankAttached(final int rank, final int pid) {
                    attached.countDown();
                }
            });
            newRanks = new RankProcesses(place, name, newSource.door(), spec);
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
     * What both ends say of one set.
     *
     * @param source as the source saw it.
     * @param target as the target saw it.
     * @param cost   for everybody.
     */
    public record Moved(TransferResult source, TargetSet target, SetCost cost) {
    }

    /** Asks all ranks for their images and waits until they are committed. */
    public Moved move() {
        final double processBefore = CpuTime.ofSelf();
        final double ranksBefore = ranks.cpuSeconds();
        final ThreadCpu sourceBefore = ThreadCpu.of(sourceThread());
        final AgentTurns turnsBefore = turns();
        target.begin();
        final TransferResult sent = send();
        final TargetSet received = target.received();
        final ThreadCpu sourceCpu = ThreadCpu.of(sourceThread()).since(sourceBefore);
        final double processes = CpuTime.ofSelf() - processBefore + received.processSeconds();
        return new Moved(sent, received, new SetCost(
            sourceCpu, received.cpu(), ranks.cpuSeconds() - ranksBefore,
            Math.max(0, processes - sourceCpu.total() - received.cpu().total()), turns().since(turnsBefore),
            received.turns()));
    }

    /**
     * Compares the set that was moved last with what the ranks have written.
     *
     * @return what is wrong, in one line, or null.
     */
    public String check() {
        return target.check();
    }

    /** Gives the memory of the set back for the next. */
    public void recycle() {
        target.recycle();
    }

    /** Name of the source agent's thread. */
    public String sourceThread() {
        return "source-" + name;
    }

    /** Name of the target agent's thread when it runs in this process, else null. */
    public String targetThread() {
        return target.thread();
    }

    /** Seconds that it took to make and to register the chunk pool. */
    public double prepareSeconds() {
        return source.preparation().toNanos() / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** Chunks that have gone through since the source began, over all sets. */
    public long chunksDone() {
        return counter(counters, AgentCounter.CHUNKS_DONE);
    }

    /** Streams that are open at both ends: at the source alone when the target runs in another process. */
    public int streamsOpen() {
        final int atTarget = target.streamsOpen();
        final int atSource = (int) counter(counters, AgentCounter.STREAMS_OPEN);
        return atTarget < 0 ? atSource : Math.min(atSource, atTarget);
    }

    /** One counter of an agent of this process. */
    static long counter(final Path counters, final AgentCounter counter) {
        try {
            return CountersSnapshot.read(counters).value(counter);
        } catch (final IOException e) {
            throw new TransferException("counters of an agent can't be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        CloseHelper.closeAll(source, ranks, target);
    }

    private TransferResult send() {
        try {
            source.begin();
            return source.awaitCommitted(TIMEOUT);
        } catch (final TransferException e) {
            throw target.explain(e);
        }
    }

    private AgentTurns turns() {
        return AgentTurns.of(sourceThread(), counters, AgentCounter.FRAMES_OUT);
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

    private SourceOptions sourceOptions(final SourcePlace place, final String address) {
        return SourceOptions.builder(name, spec.ranks(), place.secret(), address)
            .transport(spec.transport()).rdma(spec.rdma(place.rdma())).chunkBytes(spec.chunkBytes())
            .poolBytes(spec.poolBytes()).readDepth(spec.depth()).crc(spec.crc()).expectedBytes(spec.bytes())
            .checkpointer("bench").beginAtOnce(false).runDirectory(place.scratch().run()).deadlines(DEADLINES).build();
    }
}
