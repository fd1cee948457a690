package org.rankferry.engine.transport.sim;

import org.rankferry.engine.transport.Availability;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.Fabric;
import org.rankferry.engine.transport.FabricNeeds;
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
    public Availability availability(final FabricNeeds needs) {
        return inner.availability(needs);
    }

    @Override
    public Fabric open(final FabricNeeds needs, final Readiness readiness) {
        final Fabric fabric = inner.open(needs, readiness);
        return new Fabric() {
            @Override
            public MemoryRegistrar registrar() {
                return fabric.registrar();
            }

            @Override
            public SourceLink connect(final Endpoint target, final PoolMemory pool, final LinkOptions linkOptions) {
                return fabric.connect(target, pool, linkOptions);
            }

            @Override
            public TargetListener listen(final Endpoint at, final LinkOptions linkOptions) {
                return new SimListener(fabric.listen(at, linkOptions));
            }

            @Override
            public void close() {
                fabric.close();
            }
        };
    }

    private final class SimListener implements TargetListener {
        private final TargetListener listener;

        SimListener(final TargetListener listener) {
            this.listener = listener;
        }

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
    }

    @Override
    public String toString() {
        return "sim over " + inner.name() + ", seed " + seed + ", " + plan;
    }
}
