package org.rankferry.protocol.session;

import java.security.SecureRandom;

import org.agrona.DirectBuffer;
import org.rankferry.protocol.wire.FrameSink;

/** The source's end of a session. */
public final class SourceSession {
    /** A session. */
    public SourceSession(SourceTerms terms, int attempt, SharedSecret secret, FrameSink sink,
        SourceEvents events, SecureRandom random, SessionTimes times) {

    }

    /** See the events interface. */
    public void connected(long nowNanos) {
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
    public boolean canSend() {
        return false;
    }

    /** See the events interface. */
    public int credits() {
        return 0;
    }

    /** See the events interface. */
    public void poolRegions(PoolRegion[] regions, String path) {
        // coming
    }

    /** See the events interface. */
    public void streamOpen(int rank, int stream, boolean seekable, long expectedBytes, String name) {
        // coming
    }

    /** See the events interface. */
    public void chunkReady(int rank, int stream, int chunk, long position, int length, int crc, long ordinal) {
        // coming
    }

    /** See the events interface. */
    public void streamEnd(int rank, int stream, long length, long chunks, boolean digestKnown, int crc) {
        // coming
    }

    /** See the events interface. */
    public void imageEnd(int rank, int streams) {
        // coming
    }

    /** See the events interface. */
    public void setEnd(int ranks, long bytes) {
        // coming
    }

    /** See the events interface. */
    public void abort(SessionFault fault) {
        // coming
    }
}
