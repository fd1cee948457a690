package org.rankferry.bench.scene;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.rankferry.engine.Rankferry;
import org.rankferry.engine.api.RdmaOptions;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.observe.AgentCounter;
import org.rankferry.engine.observe.CountersFile;
import org.rankferry.engine.synthetic.ImageContent;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.FabricNeeds;
import org.rankferry.engine.transport.Transports;

/** A target agent on a thread of this process. */
public final class LocalTarget implements TargetEnd {
    /** Name of the stream that ranks write. */
    static final String STREAM = "image";
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final double NS_PER_S = TimeUnit.SECONDS.toNanos(1);

    private final BenchCase spec;
    private final TargetPlace place;
    private final Target target;
    private final Path counters;
    private ThreadCpu cpuBefore = ThreadCpu.NONE;
    private AgentTurns turnsBefore = AgentTurns.NONE;
    private TransferResult last;

    /**
     * Starts it, its reserve touched.
     *
     * @param spec  what is to arrive.
     * @param place where it lives.
     * @throws TransferException in one line, when the machine does not allow it.
     */
    public LocalTarget(final BenchCase spec, final TargetPlace place) {
        this.spec = spec;
        this.place = place;
        target = Rankferry.target(TargetOptions.builder(
                place.listen(spec.transport()), place.secret(), place.images(spec))
            .transport(spec.transport()).rdma(spec.rdma(place.rdma())).store(spec.store()).placement(spec.placement())
            .keepSets(false)
            .reserveFiles(spec.inMemory() ? spec.ranks() : 0).reserveBytes(spec.inMemory() ? spec.imageBytes() : 0)
            .readDepth(spec.depth()).name(place.name()).runDirectory(place.scratch().run())
            .deadlines(BenchScene.DEADLINES).build());
        counters = target.door().resolveSibling(CountersFile.FILE_NAME);
    }

    /**
     * Looks whether a transport can run here.
     *
     * @throws RuntimeException in one line, when it can't.
     */
    public static void checkTransport(final String name, final RdmaOptions rdma) {
        final Endpoint at = name.equals(BenchCase.SHM) ? new Endpoint.Local(Path.of("target.sock"))
            : new Endpoint.Inet(TargetPlace.host(name, rdma, TargetPlace.LOOPBACK), 0);
        Transports.load().choose(name, FabricNeeds.listening(rdma, at));
    }

    @Override
    public String address() {
        return target.address();
    }

    @Override
    public String thread() {
        return "target-" + place.name();
    }

    @Override
    public int streamsOpen() {
        return (int) BenchScene.counter(counters, AgentCounter.STREAMS_OPEN);
    }

    @Override
    public void begin() {
        cpuBefore = ThreadCpu.of(thread());
        turnsBefore = turns();
    }

    @Override
    public TargetSet received() {
        last = target.awaitCommitted(TIMEOUT);
        return new TargetSet(
            last.setupNs() / NS_PER_S, target.preparation().toNanos() / NS_PER_S, last.verifyNs() / NS_PER_S,
            last.retries(), last.payloadCopies(), last.latencyUs(), ThreadCpu.of(thread()).since(cpuBefore), 0,
            turns().since(turnsBefore));
    }

    @Override
    public String check() {
        try {
            for (int rank = 0; rank < spec.ranks(); rank++) {
                final String fault = ImageContent.checkFile(
                    last.directory().resolve("rank-" + rank).resolve(STREAM),
                    ImageContent.key(place.seed(), rank, 0), spec.imageBytes());
                if (fault != null) {
                    return "rank " + rank + ": " + fault;
                }
            }
            return null;
        } catch (final IOException e) {
            throw new TransferException("image set can't be checked: " + e.getMessage(), e);
        }
    }

    @Override
    public void recycle() {
        target.recycle(last.directory());
    }

    @Override
    public void close() {
        target.close();
    }

    private AgentTurns turns() {
        return AgentTurns.of(thread(), counters, AgentCounter.FRAMES_IN);
    }
}
