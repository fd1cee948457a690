package org.rankferry.engine.store.slab;

import java.nio.file.Path;

/**
 * The life of a set.
 *
 * <pre>
 *   ARRIVING ----> COMMITTING ----> COMMITTED ----> GONE (recycled)
 *       |               +---------> FAILED -----------^
 *       +---------------------------------------------+ (discarded)
 * </pre>
 */
enum SetState {
    ARRIVING,
    COMMITTING,
    COMMITTED,
    FAILED,
    GONE;

    /** The next state, if it may follow this one. */
    SetState to(final SetState next, final Path set) {
        final boolean legal = switch (next) {
            case ARRIVING -> false;
            case COMMITTING -> this == ARRIVING;
            case COMMITTED, FAILED -> this == COMMITTING;
            case GONE -> this == ARRIVING || this == COMMITTED || this == FAILED;
        };
        if (!legal) {
            throw new IllegalStateException("image set in " + set + " can't go from " + this + " to " + next);
        }
        return next;
    }

    /** Refuses a call that only makes sense in one state. */
    void require(final SetState state, final Path set) {
        if (this != state) {
            throw new IllegalStateException("image set in " + set + " is " + this + ", not " + state);
        }
    }
}
