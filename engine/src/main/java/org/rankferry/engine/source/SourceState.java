package org.rankferry.engine.source;

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

    /** Takes a transition, or throws naming both states when there is none. */
    SourceState become(final SourceState state) {
        if (!canBecome(state)) {
            throw new IllegalStateException("source can't go from " + this + " to " + state);
        }
        return state;
    }

    /** The transition table. */
    boolean canBecome(final SourceState state) {
        return switch (this) {
            case IDLE, COMMITTED, ABORTED -> state == GATHERING;
            case GATHERING -> state == WRITING || state == ABORTED;
            case WRITING -> state == WRITING || state == COMMITTING || state == ABORTED;
            case COMMITTING -> state == WRITING || state == COMMITTED || state == ABORTED;
        };
    }

    /** Whether a set is under way. */
    boolean active() {
        return this == GATHERING || this == WRITING || this == COMMITTING;
    }
}
