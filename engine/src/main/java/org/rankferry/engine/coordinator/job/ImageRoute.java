package org.rankferry.engine.coordinator.job;

import java.nio.file.Path;
import java.util.Map;

/**
 * How images of ranks that move come to their target, and where they arrive.
 *
 * @param transport  of images.
 * @param chunkBytes of the pool that they go through.
 * @param poolBytes  of it.
 * @param files      absolute directory on the target's node, for files on stable storage; empty for its memory.
 * @param staged     whether READs land in a pool of the target, and go from there to where they arrive.
 */
public record ImageRoute(String transport, int chunkBytes, long poolBytes, String files, boolean staged) {
    /** Checks that the directory is the same wherever it is named. */
    public ImageRoute {
        if (!files.isEmpty() && !Path.of(files).isAbsolute()) {
            throw new IllegalArgumentException("directory " + files + " for images is not absolute");
        }
    }

    /** Straight to the memory of the target. */
    public static ImageRoute toMemory(final String transport, final int chunkBytes, final long poolBytes) {
        return new ImageRoute(transport, chunkBytes, poolBytes, "", false);
    }

    /** Whether images arrive in files. */
    public boolean toFiles() {
        return !files.isEmpty();
    }

    void toMap(final Map<String, Object> fields) {
        fields.put("transport", transport);
        fields.put("chunk_bytes", chunkBytes);
        fields.put("pool_bytes", poolBytes);
        fields.put("files", files);
        fields.put("staged", staged);
    }

    static ImageRoute of(final Map<?, ?> fields) {
        return new ImageRoute(
            (String) fields.get("transport"), ((Number) fields.get("chunk_bytes")).intValue(),
            ((Number) fields.get("pool_bytes")).longValue(),
            fields.get("files") instanceof String files ? files : "", Boolean.TRUE.equals(fields.get("staged")));
    }
}
