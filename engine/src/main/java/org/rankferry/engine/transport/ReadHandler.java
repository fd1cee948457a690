package org.rankferry.engine.transport;

/** Takes completions of READs. */
@FunctionalInterface
public interface ReadHandler {
    /**
     * A READ has ended.
     *
     * @param slot  it was posted with; free again.
     * @param fault null when the bytes are in place, else what failed, in one line. A transport whose connection dies
     *              with a failed READ also turns LOST; READs still in flight then end without a completion.
     */
    void onRead(int slot, String fault);

    /**
     * More bytes of a READ are in place, those right behind the ones told of before. They are in the cache now, so this
     * is the time to look at them. A transport whose bytes land by themselves never calls it.
     *
     * @param slot   of the READ, which goes on.
     * @param length of these bytes.
     */
    default void onProgress(final int slot, final int length) {
    }
}
