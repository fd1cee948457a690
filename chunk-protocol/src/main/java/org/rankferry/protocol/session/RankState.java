package org.rankferry.protocol.session;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * States of a rank at the door of its agent.
 *
 * <pre>
 *  ATTACHING -> IDLE -> CALLED -> WRITING -> ENDED -> IDLE (committed, or given up)
 *                          ^         |         |
 *                          +---------+---------+   the image has to be written again
 *  CALLED, WRITING -> IDLE   the set is given up
 *  any -> REFUSED            the rank broke a rule, or is not served
 *  any -> LOST               the rank closed its socket
 * </pre>
 */
public enum RankState {
    /** Attach comes. */
    ATTACHING,
    /** Attached; nothing to write. */
    IDLE,
    /** CHECKPOINT is sent, ImageBegin comes. */
    CALLED,
    /** The rank writes its image. */
    WRITING,
    /** The rank's image has ended. */
    ENDED,
    /** Not served, or broke a rule. The end. */
    REFUSED,
    /** The socket is closed. The end. */
    LOST;

    private static final Map<RankState, Set<RankState>> NEXT = new EnumMap<>(Map.of(
        ATTACHING, EnumSet.of(IDLE, REFUSED, LOST),
        IDLE, EnumSet.of(CALLED, REFUSED, LOST),
        CALLED, EnumSet.of(CALLED, WRITING, IDLE, REFUSED, LOST),
        WRITING, EnumSet.of(CALLED, ENDED, IDLE, REFUSED, LOST),
        ENDED, EnumSet.of(CALLED, IDLE, REFUSED, LOST),
        REFUSED, EnumSet.of(LOST)));

    /**
     * The transition table.
     *
     * @param state to go to
     * @return whether this state may be followed by it
     */
    public boolean canBecome(RankState state) {
        return NEXT.getOrDefault(this, Set.of()).contains(state);
    }

    /**
     * Takes a transition.
     *
     * @param state to go to
     * @return that state
     * @throws IllegalStateException naming both when the table has no such transition
     */
    RankState become(RankState state) {
        if (!canBecome(state)) {
            throw new IllegalStateException("rank cannot go from " + this + " to " + state);
        }
        return state;
    }
}
