package org.rankferry.protocol.session;

import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.FrameSink;
import org.rankferry.protocol.wire.FrameText;
import org.rankferry.protocol.wire.codec.AttachedEncoder;
import org.rankferry.protocol.wire.codec.LeaseEncoder;
import org.rankferry.protocol.wire.codec.PhaseEncoder;
import org.rankferry.protocol.wire.codec.RankPhase;
import org.rankferry.protocol.wire.codec.RefusedEncoder;
import org.rankferry.protocol.wire.codec.SyncedEncoder;

/** Encodes what an agent tells a rank. */
final class RankDoorFrames {
    private final FrameWriter writer;
    private final AttachedEncoder attached = new AttachedEncoder();
    private final PhaseEncoder phase = new PhaseEncoder();
    private final LeaseEncoder lease = new LeaseEncoder();
    private final SyncedEncoder synced = new SyncedEncoder();
    private final RefusedEncoder refused = new RefusedEncoder();

    RankDoorFrames(FrameSink sink) {
        writer = new FrameWriter(sink);
    }

    void attached(RankTerms terms) {
        final byte[] path = FrameText.exact("pool path", terms.poolPath(), FrameText.MAX_PATH_LENGTH);
        attached.wrapAndApplyHeader(writer.buffer(), FrameHeader.LENGTH, writer.header())
            .epoch(terms.epoch())
            .chunkBytes(terms.chunkBytes())
            .chunks(terms.chunks())
            .crc((short) (terms.crc() ? 1 : 0))
            .putPoolPath(path, 0, path.length);
        writer.send(attached.encodedLength(), 0);
    }

    void phase(RankPhase told, int attempt, long epoch, String text) {
        final byte[] bytes = FrameText.clip(text, FrameText.MAX_TEXT_LENGTH);
        phase.wrapAndApplyHeader(writer.buffer(), FrameHeader.LENGTH, writer.header())
            .phase(told)
            .attempt(attempt)
            .epoch(epoch)
            .putText(bytes, 0, bytes.length);
        writer.send(phase.encodedLength(), 0);
    }

    void lease(int chunk) {
        lease.wrapAndApplyHeader(writer.buffer(), FrameHeader.LENGTH, writer.header()).chunk(chunk);
        writer.send(lease.encodedLength(), 0);
    }

    void synced(long number) {
        synced.wrapAndApplyHeader(writer.buffer(), FrameHeader.LENGTH, writer.header()).number(number);
        writer.send(synced.encodedLength(), 0);
    }

    void refused(Refusal refusal) {
        final byte[] text = FrameText.clip(refusal.text(), FrameText.MAX_TEXT_LENGTH);
        refused.wrapAndApplyHeader(writer.buffer(), FrameHeader.LENGTH, writer.header())
            .code(refusal.code())
            .expected(refusal.expected())
            .got(refusal.got())
            .putText(text, 0, text.length);
        writer.send(refused.encodedLength(), 0);
    }
}
