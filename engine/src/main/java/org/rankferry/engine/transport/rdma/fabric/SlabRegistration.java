package org.rankferry.engine.transport.rdma.fabric;

import com.ibm.disni.verbs.IbvMr;

/** A slab's regions, one on each rail. */
final class SlabRegistration implements AutoCloseable {
    private final IbvMr[] regions;

    SlabRegistration(final IbvMr[] regions) {
        this.regions = regions;
    }

    int localKey(final int rail) {
        return regions[rail].getLkey();
    }

    @Override
    public void close() {
        for (final IbvMr region : regions) {
            Rail.deregister(region);
        }
    }
}
