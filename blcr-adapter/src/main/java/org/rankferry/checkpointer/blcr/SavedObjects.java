package org.rankferry.checkpointer.blcr;

import org.agrona.collections.LongHashSet;
import org.rankferry.checkpointer.format.Fields;

/** Files whose content was written already, by the kernel's address of them: the next mention has none. */
final class SavedObjects {
    /** So that no stream makes the set grow without end. */
    private static final int MOST = 1 << 16;

    private final LongHashSet saved = new LongHashSet();

    /** Returns whether this is the first mention. */
    boolean add(final Fields in, final int at, final long object) {
        in.require(saved.size() < MOST, at, "at most " + MOST + " files with their content", "one more");
        return saved.add(object);
    }
}
