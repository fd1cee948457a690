package org.rankferry.engine.source;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where the source is with an image set.
 *
 * <pre>
 *   IDLE --begin--> GATHERING --all ranks and the target are there--> WRITING --all images ended--> COMMITTING
 *                                                                     ^     |                        |    |
 *                                                                     |     +---- new target --------+    |
 *                                                                     +------------------------------+    |
 *   COMMITTED &lt;--------------------------------------------------------------------------- committed ------+
 *   ABORTED   &lt;-- from GATHERING, WRITING, COMMITTING
 *   COMMITTED, ABORTED --begin--> GATHERING   (the next epoch)
 * </pre>
 */
enum SourceState {
    /** No set is wanted. */
    IDLE,
    /** Ranks or the target are missing. */
    GATHERING,
    /** Ranks write. */
    WRITING,
    /** All images have ended; the target has yet to commit. */
    COMMITTING,
    /** The target has committed. */
    COMMITTED,
    /** The set was given up. */
    ABORTED;

    private Set<SourceState> next;

    static {
        IDLE.next = EnumSet.of(GATHERING);
        GATHERING.next = EnumSet.of(WRITING, ABORTED);
        WRITING.next = EnumSet.of(WRITING, COMMITTING, ABORTED);
        COMMITTING.next = EnumSet.of(WRITING, COMMITTED, ABORTED);
        COMMITTED.next = EnumSet.of(GATHERING);
        ABORTED.next = EnumSet.of(GATHERING);
    }

    /** Takes a transition, or throws naming both states when there is none. */
    SourceState become(final SourceState state) {
        if (!next.contains(state)) {
            throw new IllegalStateException("source can't go from " + this + " to " + state);
        }
        return state;
    }

    /** Whether a set is under way. */
    boolean active() {
        return this == GATHERING || this == WRITING || this == COMMITTING;
    }
}
