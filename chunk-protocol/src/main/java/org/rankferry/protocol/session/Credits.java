package org.rankferry.protocol.session;

import org.rankferry.protocol.wire.FrameFault;

/**
 * Flow control of one end: a frame is sent only where the peer has a receive posted for it.
 *
 * <p>Each end grants a window of frames when the session begins, and gives the credits of received frames back in the
 * header of whatever it sends next. The last credit is kept for a bare Credit frame, so that two ends that have used up
 * their windows can always get each other going again: an end that has run dry has left its peer owing the whole
 * window, and the peer, by the same rule, has kept the one credit it takes to say so.
 */
final class Credits {
    /** A frame that is not a bare Credit leaves one behind. */
    private static final int NORMAL = 2;

    private final int window;
    /** Frames the peer may still send, as far as this end has told it. */
    private int granted;
    /** Frames received whose credits have not gone back. */
    private int owed;
    private int peerWindow;
    private int available;

    Credits(int window) {
        this.window = window;
        this.granted = window;
    }

    /** The peer has told its window. */
    void peerWindow(int frames) {
        peerWindow = frames;
        available = frames;
    }

    boolean isPeerKnown() {
        return peerWindow > 0;
    }

    int available() {
        return available;
    }

    boolean canSend() {
        return available >= NORMAL;
    }

    boolean canSendLast() {
        return available >= 1;
    }

    /** Whether so much is owed that it should go back without waiting for a frame to carry it. */
    boolean isCreditDue() {
        return owed >= (window + 1) / 2;
    }

    /** Takes note of a received frame. */
    void received(int returned) {
        if (granted == 0) {
            throw new FrameFault("frame came without a credit; this end grants " + window);
        }
        if (returned > peerWindow - available) {
            throw new FrameFault("frame header: credits is " + returned + ", at most " + (peerWindow - available)
                + " are out");
        }
        granted--;
        owed++;
        available += returned;
    }

    /** Takes note of a frame about to be sent, and tells the credits to put into its header. */
    int spend() {
        if (available == 0) {
            throw new IllegalStateException("no credit left to send a frame; ask canSend() first");
        }
        available--;
        return giveBack();
    }

    /** All credits owed, for the header of a frame. */
    int giveBack() {
        final int returned = owed;
        owed = 0;
        granted += returned;
        return returned;
    }
}
