package org.rankferry.protocol.session;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * States of a session between two agents; one set for both ends.
 *
 * <pre>
 *  source:  CONNECTING -> HELLO -> AUTHENTICATING -> RESUMING -> STREAMING -> COMMITTING -> COMMITTED
 *  target:                HELLO -> AUTHENTICATING -> RESUMING -> STREAMING -> COMMITTING -> COMMITTED
 *
 *  up to AUTHENTICATING  -> REFUSED   either end does not serve the other
 *  any but the last four -> ABORTED   the set is given up, or the peer broke a rule
 *  any but the last four -> LOST      the link broke or fell silent; the session goes on with the next attempt
 * </pre>
 */
public enum SessionState {
    /** Source: there is no connection yet. */
    CONNECTING,
    /** Source: Hello is sent, Challenge or Refused comes. Target: Hello comes. */
    HELLO,
    /** Source: Proof is sent, Welcome or Refused comes. Target: Challenge is sent, Proof comes. */
    AUTHENTICATING,
    /** Welcome is sent; HeldChunks frames are on their way. */
    RESUMING,
    /** Images travel. */
    STREAMING,
    /** SetEnd is sent; the target checks and commits. */
    COMMITTING,
    /** The manifest is written. The end. */
    COMMITTED,
    /** One end did not serve the other. The end. */
    REFUSED,
    /** The set is given up. The end. */
    ABORTED,
    /** The link is gone. The end of this attempt. */
    LOST;

    private static final Map<SessionState, Set<SessionState>> NEXT = new EnumMap<>(Map.of(
        CONNECTING, EnumSet.of(HELLO, ABORTED, LOST),
        HELLO, EnumSet.of(AUTHENTICATING, REFUSED, ABORTED, LOST),
        AUTHENTICATING, EnumSet.of(RESUMING, REFUSED, ABORTED, LOST),
        RESUMING, EnumSet.of(STREAMING, ABORTED, LOST),
        STREAMING, EnumSet.of(COMMITTING, ABORTED, LOST),
        COMMITTING, EnumSet.of(COMMITTED, ABORTED, LOST)));

    /**
     * The transition table.
     *
     * @param state to go to
     * @return whether this state may be followed by it
     */
    public boolean canBecome(SessionState state) {
        return NEXT.getOrDefault(this, Set.of()).contains(state);
    }

    /**
     * Whether the session has ended.
     *
     * @return true for the last four
     */
    public boolean isFinal() {
        return this == COMMITTED || this == REFUSED || this == ABORTED || this == LOST;
    }

    /**
     * Takes a transition.
     *
     * @param state to go to
     * @return that state
     * @throws IllegalStateException naming both when the table has no such transition
     */
    SessionState become(SessionState state) {
        if (!canBecome(state)) {
            throw new IllegalStateException("session cannot go from " + this + " to " + state);
        }
        return state;
    }
}
