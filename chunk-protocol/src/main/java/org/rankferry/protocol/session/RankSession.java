package org.rankferry.protocol.session;

import org.agrona.DirectBuffer;
import org.rankferry.protocol.wire.FrameSink;
import org.rankferry.protocol.wire.codec.RankPhase;

/** The agent's side of a rank's door. */
public final class RankSession {
    /** A session. */
    public RankSession(RankTerms terms, FrameSink sink, RankEvents events) {

    }

    /** See the events interface. */
    public void onFrame(DirectBuffer buffer, int offset, int length) {
        // coming
    }

    /** See the events interface. */
    public void phase(RankPhase phase, int attempt, long epoch, String text) {
        // coming
    }

    /** See the events interface. */
    public void lease(int chunk) {
        // coming
    }

    /** See the events interface. */
    public boolean isHeld(int chunk) {
        return false;
    }

    /** See the events interface. */
    public int leases() {
        return 0;
    }

    /** See the events interface. */
    public void refuse(Refusal refusal) {
        // coming
    }

    /** See the events interface. */
    public void closed() {
        // coming
    }

    /** See the events interface. */
    public RankState state() {
        return null;
    }

    /** See the events interface. */
    public int rank() {
        return 0;
    }
}
