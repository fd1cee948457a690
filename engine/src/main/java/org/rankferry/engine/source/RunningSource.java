package org.rankferry.engine.source;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentRunner;
import org.rankferry.bufferpool.ChunkPool;
import org.rankferry.bufferpool.PoolCounters;
import org.rankferry.bufferpool.PoolFile;
import org.rankferry.bufferpool.PoolGeometry;
import org.rankferry.bufferpool.directory.OwnedDirectory;
import org.rankferry.engine.agent.AgentHome;
import org.rankferry.engine.api.Outcomes;
import org.rankferry.engine.api.RankProgress;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceObserver;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.nativeio.MachineFacts;
import org.rankferry.engine.observe.AgentKind;
import org.rankferry.engine.observe.ChunkLatencies;
import org.rankferry.engine.observe.TransferEvents;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.Fabric;
import org.rankferry.engine.transport.FabricNeeds;
import org.rankferry.engine.transport.PoolMemory;
import org.rankferry.engine.transport.ReadinessIdle;
import org.rankferry.engine.transport.Transports;
import org.rankferry.protocol.image.MachineIdentity;
import org.rankferry.protocol.session.SessionFault;
import org.rankferry.protocol.session.SourceTerms;
import org.rankferry.protocol.wire.codec.AbortCode;

/**
 * A source agent on its thread, with everything it owns: directory, pool, door, counters. Closed in the reverse order.
 */
public final class RunningSource implements Source {
    private static final int CREDITS = 64;

    private final AgentHome home;
    private final Fabric fabric;
    private final PoolFile poolFile;
    private final SourceAgent agent;
    private final AgentRunner runner;
    private final Transports.Choice choice;
    private final Outcomes outcomes = new Outcomes();
    private final Duration preparation;
    private boolean closed;

    /**
     * Sets a source up and starts it.
     *
     * @param options  of the source.
     * @param observer of what happens.
     * @throws TransferException when the machine or an option does not allow it.
     */
    public RunningSource(final SourceOptions options, final SourceObserver observer) {
        this(options, observer, Transports.load());
    }

    /**
     * The same with transports of one's own instead of those on the class path.
     *
     * @param options    of the source.
     * @param observer   of what happens.
     * @param transports to choose from.
     */
    public RunningSource(final SourceOptions options, final SourceObserver observer, final Transports transports) {
        final long startNs = System.nanoTime();
        final PoolGeometry geometry = PoolGeometry.of(options.chunkBytes(), options.poolBytes(), options.ranks());
        final List<Endpoint> targets = options.targets().stream().map(Endpoint::parse).toList();
        final FabricNeeds needs = FabricNeeds.connecting(options.rdma(), targets);
        choice = transports.choose(options.transport(), needs);
        targets.forEach(choice.transport()::check);
        home = AgentHome.open(AgentKind.SOURCE, options.job(), options.runDirectory(), options.secretFile());
        Fabric opened = null;
        PoolFile created = null;
        try {
            opened = choice.transport().open(needs, home.readiness());
            final long beforeNs = System.nanoTime();
            created = createPool(options, geometry, home.directory());
            opened.expose(poolMemory(created));
            preparation = Duration.ofNanos(System.nanoTime() - beforeNs);
        } catch (final RuntimeException e) {
            CloseHelper.quietCloseAll(opened, created, home);
            throw e;
        }
        fabric = opened;
        poolFile = created;
        final PoolMemory memory = poolMemory(poolFile);
        final ChunkPool chunkPool =
            new ChunkPool(geometry, options.ranks(), new PoolCounters(home.countersFile().counters()));
        final ChunkLatencies latencies = new ChunkLatencies();
        final TransferEvents events = new TransferEvents(options.job(), options.epoch());
        final OutgoingSet images = new OutgoingSet(chunkPool, options.ranks(), home.counters(), latencies, events);
        agent = new SourceAgent(
            new SourceParts(
                options, terms(options, geometry, fabric), choice.transport(), fabric, targets, memory, chunkPool,
                images, home, events, observer),
            new SourceResults(
                options, choice, fabric, chunkPool, home.counters(), latencies, outcomes,
                System.nanoTime() - startNs));
        runner = home.start(agent, new ReadinessIdle(home.readiness(), agent::sleepNs), () ->
            home.mailbox().send(() -> agent.abort(SessionFault.of(
                AbortCode.STORE, "source of job " + options.job() + " failed; see its error log"))));
        if (options.beginAtOnce()) {
            begin();
        }
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
    public void begin() {
        home.mailbox().send(agent::begin);
    }

    @Override
    public TransferResult awaitCommitted(final Duration timeout) {
        return outcomes.await(timeout, "the commit");
    }

    @Override
    public List<RankProgress> progress() {
        return home.progress();
    }

    @Override
    public void abort(final String why) {
        home.mailbox().send(() -> agent.abort(SessionFault.of(AbortCode.CANCELLED, why)));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            home.stop(runner);
            outcomes.closed("the source was stopped");
            CloseHelper.closeAll(fabric, poolFile, home);
        }
    }

    private static PoolFile createPool(
        final SourceOptions options, final PoolGeometry geometry, final OwnedDirectory directory) {

        if (options.poolDirectory() == null) {
            return PoolFile.create(directory.path(), geometry);
        }
        final Path own = options.poolDirectory().resolve("rankferry-" + options.job());
        directory.recordPool(own.resolve(PoolFile.DEFAULT_NAME));
        return PoolFile.create(own, geometry);
    }

    private static SourceTerms terms(
        final SourceOptions options, final PoolGeometry geometry, final Fabric fabric) {

        final MachineFacts machine = MachineFacts.read();
        return new SourceTerms(
            0, 0, options.job(), options.epoch(), options.chunkBytes(), geometry.poolBytes(),
            Math.min(options.readDepth(), fabric.mostReads()), options.ranks(), options.expectedBytes(),
            options.crc(), CREDITS,
            new MachineIdentity(machine.isa(), machine.kernel(), machine.libc()).toString(), options.checkpointer());
    }

    private static PoolMemory poolMemory(final PoolFile file) {
        return new PoolMemory() {
            @Override
            public int chunkBytes() {
                return file.geometry().chunkBytes();
            }

            @Override
            public int chunks() {
                return file.geometry().chunks();
            }

            @Override
            public MemorySegment memory() {
                return file.memory();
            }

            @Override
            public ByteBuffer chunkBuffer(final int index) {
                return file.chunkBuffer(index);
            }

            @Override
            public Path path() {
                return file.path();
            }
        };
    }
}
