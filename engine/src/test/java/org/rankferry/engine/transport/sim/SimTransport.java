package org.rankferry.engine.transport.sim;

import org.rankferry.engine.transport.Availability;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.LinkOptions;
import org.rankferry.engine.transport.MemoryRegistrar;
import org.rankferry.engine.transport.PoolMemory;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.engine.transport.SourceLink;
import org.rankferry.engine.transport.TargetLink;
import org.rankferry.engine.transport.TargetListener;
import org.rankferry.engine.transport.Transport;
import org.rankferry.engine.transport.shm.ShmTransport;

/**
 * {@code sim}: another transport with seeded faults. For tests.
 *
 * <p>The same plan and seed break the same READs and frames again, as long as the target's thread takes them in the
 * same order. {@link #toString()} names the seed: put it in the message of whatever may fail.
 */
public final class SimTransport implements Transport {
    private final Transport inner;
    private final FaultPlan plan;
    private final long seed;
    private final FaultDice dice;

    /** Over {@code shm}. */
    public SimTransport(final FaultPlan plan, final long seed) {
        this(new ShmTransport(), plan, seed);
    }

    /** Over another transport. */
    public SimTransport(final Transport inner, final FaultPlan plan, final long seed) {
        this.inner = inner;
        this.plan = plan;
        this.seed = seed;
        this.dice = new FaultDice(plan, seed);
    }

    /** How often a fault was injected so far. Any thread. */
    public long injected(final Fault fault) {
        return dice.injected(fault);
    }

    @Override
    public String name() {
        return "sim";
    }

    @Override
    public int autoOrder() {
        return -1;
    }

    @Override
    public int payloadCopies() {
        return inner.payloadCopies();
    }

    @Override
    public Availability availability() {
        return inner.availability();
    }

    @Override
    public MemoryRegistrar registrar() {
        return inner.registrar();
    }

    @Override
    public SourceLink connect(
        final Endpoint target, final PoolMemory pool, final LinkOptions options, final Readiness readiness) {
        return inner.connect(target, pool, options, readiness);
    }

    @Override
    public TargetListener listen(final Endpoint at, final LinkOptions options, final Readiness readiness) {
        final TargetListener listener = inner.listen(at, options, readiness);
        return new TargetListener() {
            @Override
            public Endpoint endpoint() {
                return listener.endpoint();
            }

            @Override
            public TargetLink accept() {
                final TargetLink link = listener.accept();
                return link == null ? null : new SimTargetLink(link, dice);
            }

            @Override
            public void close() {
                listener.close();
            }
        };
    }

    @Override
    public String toString() {
        return "sim over " + inner.name() + ", seed " + seed + ", " + plan;
    }
}
