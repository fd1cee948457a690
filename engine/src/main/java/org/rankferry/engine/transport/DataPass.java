package org.rankferry.engine.transport;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.codec.DataAttachDecoder;
import org.rankferry.protocol.wire.codec.DataAttachEncoder;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;

/**
 * What a data connection shows to be let in: the session, and the token that only its authenticated source was given.
 * Travels as a DataAttach frame, the first of its connection.
 */
public final class DataPass {
    private final byte[] bytes;

    /**
     * The pass of one attempt of a session.
     *
     * @param sessionHigh upper half of the session's id.
     * @param sessionLow  lower half of the session's id.
     * @param token       the target gave, 32 bytes.
     */
    public DataPass(final long sessionHigh, final long sessionLow, final byte[] token) {
        bytes = ByteBuffer.allocate(2 * Long.BYTES + token.length)
            .putLong(sessionHigh).putLong(sessionLow).put(token).array();
    }

    /** Whether two are the same; takes as long wherever they differ. */
    public boolean matches(final DataPass other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }

    /** The frame that shows it. */
    public UnsafeBuffer frame() {
        final int length = FrameHeader.BODY_OFFSET + DataAttachEncoder.BLOCK_LENGTH;
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[length]);
        final ByteBuffer source = ByteBuffer.wrap(bytes);
        final DataAttachEncoder attach = new DataAttachEncoder()
            .wrapAndApplyHeader(frame, FrameHeader.LENGTH, new MessageHeaderEncoder())
            .sessionHigh(source.getLong())
            .sessionLow(source.getLong());
        attach.putToken(bytes, source.position(), source.remaining());
        FrameHeader.write(frame, 0, length, 0);
        return frame;
    }

    /** Reads it out of a DataAttach. */
    static DataPass read(final UnsafeBuffer frame) {
        final DataAttachDecoder attach = new DataAttachDecoder().wrap(
            frame, FrameHeader.BODY_OFFSET, DataAttachDecoder.BLOCK_LENGTH, DataAttachDecoder.SCHEMA_VERSION);
        final byte[] token = new byte[DataAttachDecoder.tokenLength()];
        attach.getToken(token, 0, token.length);
        return new DataPass(attach.sessionHigh(), attach.sessionLow(), token);
    }
}
