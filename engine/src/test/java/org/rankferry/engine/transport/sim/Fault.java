package org.rankferry.engine.transport.sim;

/** What {@link SimTransport} can break. */
public enum Fault {
    /** A READ completes with an error, and the link is LOST with it. */
    READ_ERROR,
    /** A completion is held back for some polls; later ones overtake it. */
    READ_DELAYED,
    /** One byte of what was READ is inverted; the completion says all is well. */
    READ_FLIPPED,
    /** A completion is never reported. */
    READ_DROPPED,
    /** Frames stop arriving for a while, or for good. */
    FRAMES_STALLED,
    /** The link is LOST together with a frame. */
    LOST_BEHIND_FRAME,
    /** The link is LOST when a READ is posted. */
    LOST_AT_READ
}
