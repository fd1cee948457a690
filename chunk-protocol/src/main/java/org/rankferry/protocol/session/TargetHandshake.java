package org.rankferry.protocol.session;

import org.agrona.DirectBuffer;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.codec.HelloDecoder;

/** What a Hello said, and its bytes, which both proofs are over. */
final class TargetHandshake {
    private final HelloDecoder decoder = new HelloDecoder();
    private byte[] bytes;
    private int attempt;
    private SourceTerms terms;

    void hello(DirectBuffer buffer, int offset, int length) {
        bytes = new byte[length - FrameHeader.LENGTH];
        buffer.getBytes(offset + FrameHeader.LENGTH, bytes);
        decoder.wrap(buffer, offset + FrameHeader.BODY_OFFSET, HelloDecoder.BLOCK_LENGTH, HelloDecoder.SCHEMA_VERSION);
        attempt = int31("attempt", decoder.attempt());
        terms = new SourceTerms(decoder.sessionHigh(), decoder.sessionLow(), decoder.job(),
            long63("epoch", decoder.epoch()), int31("chunkBytes", decoder.chunkBytes()),
            long63("poolBytes", decoder.poolBytes()), int31("readDepth", decoder.readDepth()),
            int31("ranks", decoder.ranks()), long63("expectedBytes", decoder.expectedBytes()), decoder.crc() == 1,
            decoder.credits(), decoder.machine(), decoder.checkpointer());
    }

    /** The Hello from its SBE message header to its end. */
    byte[] helloBytes() {
        return bytes;
    }

    int attempt() {
        return attempt;
    }

    SourceTerms terms() {
        return terms;
    }

    private static int int31(String field, long value) {
        return Fields.int31("Hello", field, value);
    }

    private static long long63(String field, long value) {
        return Fields.long63("Hello", field, value);
    }
}
