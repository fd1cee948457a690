package org.rankferry.engine.transport;

/** Where a link is in its life. It only moves forward. */
public enum LinkState {
    /** Under way; frames can't be sent yet. */
    CONNECTING,
    /** Frames and READs travel. */
    OPEN,
    /** Failed; {@link Link#cause()} says why. */
    LOST,
    /** Closed by its owner. */
    CLOSED
}
