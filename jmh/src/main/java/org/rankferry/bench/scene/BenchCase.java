package org.rankferry.bench.scene;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.rankferry.bufferpool.PoolGeometry;
import org.rankferry.engine.api.RdmaOptions;
import org.rankferry.engine.api.TargetOptions.Placing;

/**
 * One configuration: what is moved and how.
 *
 * @param transport  {@code shm}, {@code tcp} or {@code rdma}.
 * @param ranks      processes that write an image each.
 * @param imageBytes of each image.
 * @param chunkBytes of a chunk.
 * @param poolBytes  of the pool.
 * @param depth      READs in flight at the most.
 * @param queuePairs that carry READs on each RDMA device; 1 for the other transports.
 * @param store      {@code memory} or {@code file}.
 * @param placement  where READs land.
 * @param crc        whether chunks carry a CRC-32C.
 */
public record BenchCase(
    String transport, int ranks, long imageBytes, int chunkBytes, long poolBytes, int depth, int queuePairs,
    String store, Placing placement, boolean crc) {
    /** {@code --store} that keeps images in memory. */
    public static final String MEMORY = "memory";
    /** {@code --transport} that takes both ends on one host. */
    public static final String SHM = "shm";
    /** {@code --transport} that takes a device. */
    public static final String RDMA = "rdma";

    /** More can't be in memory, nor all ranks' together be counted. */
    public static final long MOST_IMAGE_BYTES = 1L << 40;

    /** Bytes of one image set. */
    public long bytes() {
        return ranks * imageBytes;
    }

    /** Chunks of one image set; each rank's last one may be short. */
    public long chunks() {
        return ranks * Math.ceilDiv(imageBytes, chunkBytes);
    }

    /** Whether images lie in memory at the target. */
    public boolean inMemory() {
        return store.equals(MEMORY);
    }

    /** The same options of the devices with this configuration's queue pairs. */
    public RdmaOptions rdma(final RdmaOptions given) {
        return new RdmaOptions(given.devices(), queuePairs, given.busyPoll(), given.library());
    }

    /** In one word for each number, for messages. */
    @Override
    public String toString() {
        return transport + ", " + ranks + " x " + imageBytes + " bytes, chunk " + chunkBytes + ", pool " + poolBytes
            + ", depth " + depth + (transport.equals(RDMA) ? ", queue pairs " + queuePairs : "");
    }

    /** For another process. */
    public Map<String, Object> toMap() {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("transport", transport);
        map.put("ranks", ranks);
        map.put("image_bytes", imageBytes);
        map.put("chunk_bytes", chunkBytes);
        map.put("pool_bytes", poolBytes);
        map.put("depth", depth);
        map.put("queue_pairs", queuePairs);
        map.put("store", store);
        map.put("placement", placement.name().toLowerCase(Locale.ROOT));
        map.put("crc", crc);
        return map;
    }

    /**
     * What another process has given with {@link #toMap}.
     *
     * @throws IllegalArgumentException in one line, when something is missing or makes no sense.
     */
    public static BenchCase ofMap(final Map<?, ?> map) {
        final BenchCase given = new BenchCase(
            Given.text(map, "transport"), (int) Given.number(map, "ranks", 1, Integer.MAX_VALUE),
            Given.number(map, "image_bytes", 1, MOST_IMAGE_BYTES),
            (int) Given.number(map, "chunk_bytes", 1, Integer.MAX_VALUE),
            Given.number(map, "pool_bytes", 1, Long.MAX_VALUE), (int) Given.number(map, "depth", 1, Integer.MAX_VALUE),
            (int) Given.number(map, "queue_pairs", 1, RdmaOptions.MOST_QUEUE_PAIRS), Given.text(map, "store"),
            Placing.valueOf(Given.text(map, "placement").toUpperCase(Locale.ROOT)), Given.flag(map, "crc"));
        PoolGeometry.of(given.chunkBytes, given.poolBytes, given.ranks);
        return given;
    }
}
