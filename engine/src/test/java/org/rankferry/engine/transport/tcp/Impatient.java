package org.rankferry.engine.transport.tcp;

import org.rankferry.engine.transport.Availability;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.Fabric;
import org.rankferry.engine.transport.FabricNeeds;
import org.rankferry.engine.transport.LinkOptions;
import org.rankferry.engine.transport.PoolMemory;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.engine.transport.SourceLink;
import org.rankferry.engine.transport.TargetListener;
import org.rankferry.engine.transport.Transport;

/** A transport with other options than it is asked for. */
record Impatient(Transport inner, LinkOptions options) implements Transport {
    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public int autoOrder() {
        return inner.autoOrder();
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
            public SourceLink connect(final Endpoint target, final PoolMemory pool, final LinkOptions ignored) {
                return fabric.connect(target, pool, options);
            }

            @Override
            public TargetListener listen(final Endpoint at, final LinkOptions ignored) {
                return fabric.listen(at, options);
            }
        };
    }
}
