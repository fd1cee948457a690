package org.rankferry.engine.transport;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.api.RdmaOptions;

/** Both ends of a link, driven by one thread. */
public final class LinkPair implements AutoCloseable {
    /** Options that suit tests. */
    public static final LinkOptions OPTIONS = new LinkOptions(
        TimeUnit.SECONDS.toNanos(5L * Integer.getInteger("rankferry.test.patience", 1)), 64);

    /** How much longer than usual everything may take: an emulated machine is slow. */
    private static final int PATIENCE = Integer.getInteger("rankferry.test.patience", 1);
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(10L * PATIENCE);
    private static final byte[] TOKEN = new byte[32];

    private final Readiness readiness = new Readiness();
    private final Fabric fabric;
    private final TestFrames atSource = new TestFrames();
    private final TestFrames atTarget = new TestFrames();
    private final TargetListener listener;
    private final SourceLink source;
    private TargetLink target;

    /** Connects; the target's link is there, its Hello taken. */
    public LinkPair(final Transport transport, final Endpoint at, final PoolMemory pool) {
        fabric = transport.open(FabricNeeds.listening(RdmaOptions.DEFAULT, at), readiness);
        listener = fabric.listen(at, OPTIONS);
        source = fabric.connect(listener.endpoint(), pool, OPTIONS);
        until("connected", () -> source.state() == LinkState.OPEN);
        send(source, TestFrames.hello());
        until("accepted", () -> {
            target = target == null ? listener.accept() : target;
            return target != null && atTarget.taken().size() == 1;
        });
    }

    /** Listens with a fabric of its own. */
    public static TargetListener listen(final Transport transport, final Endpoint at, final Readiness readiness) {
        return transport.open(FabricNeeds.listening(RdmaOptions.DEFAULT, at), readiness).listen(at, OPTIONS);
    }

    /** Connects with a fabric of its own. */
    public static SourceLink connect(
        final Transport transport, final Endpoint target, final PoolMemory pool, final LinkOptions options,
        final Readiness readiness) {
        return transport.open(FabricNeeds.connecting(RdmaOptions.DEFAULT, List.of(target)), readiness)
            .connect(target, pool, options);
    }

    /** An address for a transport: a socket in a directory, or a free port. */
    public static Endpoint endpoint(final Transport transport, final Path directory) {
        return switch (transport.name()) {
            case "tcp" -> new Endpoint.Inet("127.0.0.1", 0);
            case "rdma" -> new Endpoint.Inet(System.getProperty("rankferry.test.address"), 0);
            default -> new Endpoint.Local(directory.resolve("socket"));
        };
    }

    /** Opens the way to the data. */
    public LinkPair attach(final PoolMemory pool, final int depth) {
        target.expectData(7, 8, TOKEN.clone());
        source.openData(7, 8, TOKEN.clone());
        target.attach(source.regions(), pool.chunkBytes(), pool.chunks(), depth);
        until("readable", target::readable);
        return this;
    }

    /** One duty cycle of both ends, READs apart. */
    public void turn() {
        readiness.poll();
        source.flush();
        source.serve();
        source.poll(atSource, 16);
        if (target != null) {
            target.flush();
            target.poll(atTarget, 16);
        }
    }

    /** Runs duty cycles until something is so. */
    public void until(final String what, final BooleanSupplier condition) {
        final long deadline = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new AssertionError("not " + what + " in time; source " + source.state() + " " + source.cause()
                    + ", target " + (target == null ? "none" : target.state() + " " + target.cause()));
            }
            turn();
        }
    }

    /** Queues a frame. */
    public static void send(final Link link, final UnsafeBuffer frame) {
        link.send(frame, 0, frame.capacity());
    }

    /** So many repetitions, fewer on a slow machine. */
    public static int cycles(final int usual) {
        return Math.max(10, usual / PATIENCE);
    }

    /** Registers memory that READs land in. */
    public MemoryRegistrar registrar() {
        return fabric.registrar();
    }

    /** The listener. */
    public TargetListener listener() {
        return listener;
    }

    /** The source's end. */
    public SourceLink source() {
        return source;
    }

    /** The target's end. */
    public TargetLink target() {
        return target;
    }

    /** What arrived at the source. */
    public TestFrames atSource() {
        return atSource;
    }

    /** What arrived at the target; its first is the Hello. */
    public TestFrames atTarget() {
        return atTarget;
    }

    /** What both ends sleep on. */
    public Readiness readiness() {
        return readiness;
    }

    @Override
    public void close() {
        source.close();
        if (target != null) {
            target.close();
        }
        listener.close();
        fabric.close();
        readiness.close();
    }
}
