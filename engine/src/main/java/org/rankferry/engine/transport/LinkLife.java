package org.rankferry.engine.transport;

/**
 * The life of a link or of one of its connections: the one place where a {@link LinkState} changes.
 *
 * <pre>
 *  CONNECTING --&gt; OPEN --&gt; LOST --&gt; CLOSED     and from CONNECTING or OPEN to LOST or CLOSED at any time
 * </pre>
 *
 * <p>The first cause of a loss is the cause; later ones are only counted. Used by one thread.
 */
public final class LinkLife {
    private LinkState state = LinkState.CONNECTING;
    private String cause;
    private int laterFaults;

    /** Where it is. */
    public LinkState state() {
        return state;
    }

    /** Whether frames travel. */
    public boolean isOpen() {
        return state == LinkState.OPEN;
    }

    /** Why it was lost, or null. */
    public String cause() {
        return cause;
    }

    /** Faults noted after the first; they follow from it. */
    public int laterFaults() {
        return laterFaults;
    }

    /** It is connected. */
    public void opened() {
        become(LinkState.OPEN);
    }

    /**
     * It has failed. What fails after it was lost or closed is counted only.
     *
     * @param why in one line, with the remedy.
     * @return true when this was the first fault.
     */
    public boolean lost(final String why) {
        if (!permits(state, LinkState.LOST)) {
            laterFaults++;
            return false;
        }
        cause = why;
        become(LinkState.LOST);
        return true;
    }

    /**
     * Its owner lets go of it; again is harmless.
     *
     * @return true when it was not closed before.
     */
    public boolean closed() {
        if (state == LinkState.CLOSED) {
            return false;
        }
        become(LinkState.CLOSED);
        return true;
    }

    /**
     * Moves on.
     *
     * @param next state.
     * @throws IllegalStateException when there is no way from the present state to it.
     */
    void become(final LinkState next) {
        if (!permits(state, next)) {
            throw new IllegalStateException("link can't go from " + state + " to " + next);
        }
        state = next;
    }

    private static boolean permits(final LinkState from, final LinkState to) {
        return switch (from) {
            case CONNECTING -> to != LinkState.CONNECTING;
            case OPEN -> to == LinkState.LOST || to == LinkState.CLOSED;
            case LOST -> to == LinkState.CLOSED;
            case CLOSED -> false;
        };
    }
}
