package org.rankferry.engine.transport.rdma.fabric;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import com.ibm.disni.verbs.IbvMr;
import org.rankferry.engine.transport.PoolMemory;
import org.rankferry.engine.transport.PoolRegions;
import org.rankferry.protocol.session.PoolRegion;

/**
 * The source's pool, registered on every rail for remote READ and nothing else, as long as the source lives. A region
 * has less than 2 GiB, since DiSNI counts its bytes in an int, and ends at a border of chunks.
 */
final class PoolExposure implements AutoCloseable {
    private final PoolMemory pool;
    private final List<IbvMr[]> regions = new ArrayList<>();

    PoolExposure(final PoolMemory pool, final List<Rail> rails) {
        this.pool = pool;
        try {
            for (final Rail rail : rails) {
                expose(rail);
            }
        } catch (final RuntimeException e) {
            close();
            throw e;
        }
    }

    boolean exposes(final PoolMemory other) {
        return pool.memory().equals(other.memory());
    }

    /** Where a peer on a rail finds it. */
    PoolRegions onRail(final int rail) {
        final IbvMr[] on = regions.get(rail);
        final PoolRegion[] result = new PoolRegion[on.length];
        for (int i = 0; i < on.length; i++) {
            result[i] = new PoolRegion(on[i].getAddr(), on[i].getLength(), Integer.toUnsignedLong(on[i].getRkey()));
        }
        return new PoolRegions(result, "");
    }

    private void expose(final Rail rail) {
        final MemorySegment memory = pool.memory();
        final long most = regionBytes(pool.chunkBytes());
        final IbvMr[] on = new IbvMr[(int) ((memory.byteSize() + most - 1) / most)];
        regions.add(on);
        for (int i = 0; i < on.length; i++) {
            final long from = i * most;
            on[i] = rail.register(
                memory.asSlice(from, Math.min(most, memory.byteSize() - from)), IbvMr.IBV_ACCESS_REMOTE_READ,
                "the chunk pool");
        }
    }

    /** Bytes of a region: as many whole chunks as go into it. */
    static long regionBytes(final int chunkBytes) {
        return Integer.MAX_VALUE / chunkBytes * (long) chunkBytes;
    }

    @Override
    public void close() {
        for (final IbvMr[] on : regions) {
            for (final IbvMr region : on) {
                if (region != null) {
                    Rail.deregister(region);
                }
            }
        }
        regions.clear();
    }
}
