package org.rankferry.protocol.session;

import java.util.ArrayDeque;
import java.util.Deque;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.protocol.wire.FrameCheck;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.FrameSink;
import org.rankferry.protocol.wire.codec.MessageHeaderDecoder;
import org.rankferry.protocol.wire.codec.SyncedDecoder;

/** Keeps the frames an end has sent, and checks that each would pass the peer's gate. */
final class FrameLog implements FrameSink {
    private final Deque<byte[]> frames = new ArrayDeque<>();

    @Override
    public void send(MutableDirectBuffer frame, int offset, int length) {
        FrameCheck.templateId(frame, offset, length);
        final byte[] copy = new byte[length];
        frame.getBytes(offset, copy);
        frames.add(copy);
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    int size() {
        return frames.size();
    }

    byte[] take() {
        return frames.remove();
    }

    void clear() {
        frames.clear();
    }

    /** Name of the last frame sent, or "". */
    String last() {
        return frames.isEmpty() ? "" : name(frames.getLast());
    }

    /** The last frame as {@code Synced NUMBER}. */
    String lastSynced() {
        final SyncedDecoder synced = new SyncedDecoder().wrapAndApplyHeader(
            new UnsafeBuffer(frames.getLast()), FrameHeader.LENGTH, new MessageHeaderDecoder());
        return last() + " " + synced.number();
    }

    static String name(byte[] frame) {
        return FrameCheck.name(FrameCheck.templateId(new UnsafeBuffer(frame), 0, frame.length));
    }
}
