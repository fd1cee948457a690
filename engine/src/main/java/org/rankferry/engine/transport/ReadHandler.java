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
}
