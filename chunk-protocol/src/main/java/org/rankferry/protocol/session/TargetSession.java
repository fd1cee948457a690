package org.rankferry.protocol.session;

import java.security.SecureRandom;

import org.agrona.DirectBuffer;
import org.rankferry.protocol.wire.FrameSink;

/** The target's end of a session. */
public final class TargetSession {
    /** A session. */
    public TargetSession(TargetTerms terms, SharedSecret secret, FrameSink sink, TargetEvents events,
        SecureRandom random, SessionTimes times) {

    }

    /** See the events interface. */
    public void accepted(long nowNanos) {
        // coming
    }

    /** See the events interface. */
    public void onFrame(DirectBuffer buffer, int offset, int length, long nowNanos) {
        // coming
    }

    /** See the events interface. */
    public SessionFault doTimers(long nowNanos) {
        return null;
    }

    /** See the events interface. */
    public void lost() {
        // coming
    }

    /** See the events interface. */
    public SessionState state() {
        return null;
    }

    /** See the events interface. */
    public int credits() {
        return 0;
    }

    /** See the events interface. */
    public void chunkDone(int chunk) {
        // coming
    }

    /** See the events interface. */
    public void flushDone() {
        // coming
    }

    /** See the events interface. */
    public void imageStored(int rank, long bytes) {
        // coming
    }

    /** See the events interface. */
    public void committed(long bytes, long verifyNanos, long retries) {
        // coming
    }

    /** See the events interface. */
    public void abort(SessionFault fault) {
        // coming
    }
}
