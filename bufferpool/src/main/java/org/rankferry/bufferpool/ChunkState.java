package org.rankferry.bufferpool;

/**
 * Where a chunk stands on its way.
 *
 * <pre>
 *            grant            commit           read
 *   FREE ------------&gt; LEASED --------&gt; READY --------&gt; READING
 *    ^  ^                |                | ^              |  |
 *    |  +----------------+                | +--------------+  |
 *    |   given back, rank died            |    link lost      |
 *    +------------------------------------+-------------------+
 *          target holds it already, or image set given up / done
 * </pre>
 */
public enum ChunkState {
    /** Nobody's. */
    FREE(0),
    /** A rank may write into it. */
    LEASED(1),
    /** Filled and committed; the target has not begun to READ it, as far as this end knows. */
    READY(2),
    /** Advertised to the target, which READs it at any time until it says done. */
    READING(3);

    static final int COUNT = 4;

    private final byte code;

    ChunkState(final int code) {
        this.code = (byte) code;
    }

    /** The state in one byte, 0 to {@link #COUNT} - 1. */
    byte code() {
        return code;
    }

    static ChunkState ofCode(final byte code) {
        return switch (code) {
            case 0 -> FREE;
            case 1 -> LEASED;
            case 2 -> READY;
            case 3 -> READING;
            default -> throw new IllegalArgumentException("no chunk state has code " + code);
        };
    }
}
