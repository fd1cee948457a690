package org.rankferry.protocol.session;

import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.codec.ChallengeEncoder;
import org.rankferry.protocol.wire.codec.ChunkDoneEncoder;
import org.rankferry.protocol.wire.codec.CommittedEncoder;
import org.rankferry.protocol.wire.codec.HeldChunksEncoder;
import org.rankferry.protocol.wire.codec.ImageStoredEncoder;
import org.rankferry.protocol.wire.codec.WelcomeEncoder;

/** Encodes what only a target sends. */
final class TargetFrames {
    private final SessionLink link;
    private final ChallengeEncoder challenge = new ChallengeEncoder();
    private final WelcomeEncoder welcome = new WelcomeEncoder();
    private final HeldChunksEncoder held = new HeldChunksEncoder();
    private final ChunkDoneEncoder chunkDone = new ChunkDoneEncoder();
    private final ImageStoredEncoder imageStored = new ImageStoredEncoder();
    private final CommittedEncoder committed = new CommittedEncoder();

    TargetFrames(SessionLink link) {
        this.link = link;
    }

    void challenge(int readDepth, int credits, byte[] nonce, byte[] proof) {
        challenge.wrapAndApplyHeader(link.frame(), FrameHeader.LENGTH, link.header())
            .readDepth(readDepth)
            .credits(credits)
            .putNonce(nonce, 0, nonce.length)
            .putProof(proof, 0, proof.length);
        link.send(challenge.encodedLength());
    }

    void welcome(int heldFrames, byte[] dataToken) {
        welcome.wrapAndApplyHeader(link.frame(), FrameHeader.LENGTH, link.header())
            .heldStreams(heldFrames)
            .putDataToken(dataToken, 0, dataToken.length);
        link.send(welcome.encodedLength());
    }

    void held(HeldFrame frame) {
        final HeldChunksEncoder.ExtentsEncoder group =
            held.wrapAndApplyHeader(link.frame(), FrameHeader.LENGTH, link.header())
                .rank(frame.rank())
                .stream(frame.stream())
                .extentsCount(frame.to() - frame.from());
        for (int i = frame.from(); i < frame.to(); i++) {
            group.next().first(
                frame.ordinals().start(i)).chunkCount(frame.ordinals().end(i) - frame.ordinals().start(i));
        }
        link.send(held.encodedLength());
    }

    /** Takes chunks from the front of an array. */
    void chunkDone(int[] chunks, int count) {
        final ChunkDoneEncoder.ChunksEncoder group =
            chunkDone.wrapAndApplyHeader(link.frame(), FrameHeader.LENGTH, link.header()).chunksCount(count);
        for (int i = 0; i < count; i++) {
            group.next().chunk(chunks[i]);
        }
        link.send(chunkDone.encodedLength());
    }

    void imageStored(int rank, long bytes) {
        imageStored.wrapAndApplyHeader(link.frame(), FrameHeader.LENGTH, link.header()).rank(rank).bytes(bytes);
        link.send(imageStored.encodedLength());
    }

    void committed(long bytes, long verifyNanos, long retries) {
        committed.wrapAndApplyHeader(link.frame(), FrameHeader.LENGTH, link.header())
            .bytes(bytes)
            .verifyNanos(verifyNanos)
            .retries(retries);
        link.send(committed.encodedLength());
    }
}
