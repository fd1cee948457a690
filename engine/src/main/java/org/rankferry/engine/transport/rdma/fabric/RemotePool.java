package org.rankferry.engine.transport.rdma.fabric;

import org.rankferry.protocol.session.PoolRegion;

/** Where each chunk of the source's pool lies, as seen by one device of the source. */
final class RemotePool {
    private final long[] addresses;
    private final int[] keys;

    private RemotePool(final int chunks) {
        addresses = new long[chunks];
        keys = new int[chunks];
    }

    /**
     * Cuts regions into chunks.
     *
     * @param regions    in pool order, as the peer gave them.
     * @param chunkBytes of a chunk.
     * @param chunks     of the pool.
     * @throws IllegalArgumentException in one line, when the regions don't hold the chunks.
     */
    static RemotePool of(final PoolRegion[] regions, final int chunkBytes, final int chunks) {
        final RemotePool result = new RemotePool(chunks);
        int chunk = 0;
        for (int i = 0; i < regions.length; i++) {
            final PoolRegion region = regions[i];
            if (region.length() <= 0 || region.length() % chunkBytes != 0) {
                throw new IllegalArgumentException("region " + i + " of the pool has " + region.length()
                    + " bytes, no multiple of a chunk's " + chunkBytes);
            }
            for (long at = 0; at < region.length() && chunk < chunks; at += chunkBytes) {
                result.addresses[chunk] = region.address() + at;
                result.keys[chunk++] = (int) region.key();
            }
        }
        if (chunk < chunks) {
            throw new IllegalArgumentException("the pool's regions hold " + chunk + " chunks of " + chunkBytes
                + " bytes, the source announced " + chunks);
        }
        return result;
    }

    long address(final int chunk) {
        return addresses[chunk];
    }

    int key(final int chunk) {
        return keys[chunk];
    }
}
