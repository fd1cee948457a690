package org.rankferry.protocol.session;

import org.rankferry.protocol.wire.FrameFault;

/** How far one stream has come, and the rules its chunks and its end obey. */
final class StreamProgress {
    /** The chunks between are not known here, so neither is where the next one begins. */
    private static final long ANYWHERE = -1;

    private final boolean seekable;
    private long nextPosition;
    private long end;
    private boolean ended;

    StreamProgress(boolean seekable) {
        this.seekable = seekable;
    }

    boolean isEnded() {
        return ended;
    }

    /** The next chunk does not follow the last one seen. */
    void skip() {
        nextPosition = ANYWHERE;
    }

    void chunk(String frame, long position, long length, int chunkBytes) {
        if (ended) {
            throw new FrameFault("frame " + frame + ": its stream has ended");
        }
        if (length == 0 || length > chunkBytes) {
            throw FrameFault.field(frame, "length", length, "expected 1 to " + chunkBytes);
        }
        if (Fields.long63(frame, "position", position) > Long.MAX_VALUE - length) {
            throw FrameFault.field(frame, "position", position, "too far for " + length + " bytes");
        }
        if (!seekable && nextPosition != ANYWHERE && position != nextPosition) {
            throw FrameFault.field(frame, "position", position,
                "expected " + nextPosition + "; the stream is not seekable");
        }
        nextPosition = position + length;
        end = Math.max(end, nextPosition);
    }

    /** Ends the stream. A seekable one may end in a hole. */
    void end(long length) {
        if (ended) {
            throw new FrameFault("frame StreamEnd: its stream has ended already");
        }
        Fields.long63("StreamEnd", "length", length);
        final boolean exact = !seekable && nextPosition != ANYWHERE;
        if (length < end || (exact && length != end)) {
            throw FrameFault.field("StreamEnd", "length", length,
                "expected " + (exact ? "" : "at least ") + end + ", where its chunks end");
        }
        ended = true;
    }
}
