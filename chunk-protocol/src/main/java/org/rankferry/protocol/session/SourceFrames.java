package org.rankferry.protocol.session;

import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.FrameLimits;
import org.rankferry.protocol.wire.FrameText;
import org.rankferry.protocol.wire.codec.ChunkReadyEncoder;
import org.rankferry.protocol.wire.codec.HelloEncoder;
import org.rankferry.protocol.wire.codec.ImageEndEncoder;
import org.rankferry.protocol.wire.codec.PoolRegionsEncoder;
import org.rankferry.protocol.wire.codec.ProofEncoder;
import org.rankferry.protocol.wire.codec.SetEndEncoder;
import org.rankferry.protocol.wire.codec.StreamEndEncoder;
import org.rankferry.protocol.wire.codec.StreamOpenEncoder;

import static org.rankferry.protocol.wire.Names.MAX_JOB_LENGTH;
import static org.rankferry.protocol.wire.Names.MAX_STREAM_LENGTH;

/** Encodes what only a source sends. */
final class SourceFrames {
    private final SessionLink link;
    private final HelloEncoder hello = new HelloEncoder();
    private final ProofEncoder proof = new ProofEncoder();
    private final PoolRegionsEncoder poolRegions = new PoolRegionsEncoder();
    private final StreamOpenEncoder streamOpen = new StreamOpenEncoder();
    private final ChunkReadyEncoder chunkReady = new ChunkReadyEncoder();
    private final StreamEndEncoder streamEnd = new StreamEndEncoder();
    private final ImageEndEncoder imageEnd = new ImageEndEncoder();
    private final SetEndEncoder setEnd = new SetEndEncoder();

    SourceFrames(SessionLink link) {
        this.link = link;
    }

    /** Sends Hello, and returns its bytes from the SBE message header on, which the proofs are over. */
    byte[] hello(SourceTerms terms, int attempt, byte[] nonce) {
        hello.wrapAndApplyHeader(link.frame(), FrameHeader.LENGTH, link.header())
            .sessionHigh(terms.sessionHigh())
            .sessionLow(terms.sessionLow())
            .attempt(attempt)
            .epoch(terms.epoch())
            .chunkBytes(terms.chunkBytes())
            .poolBytes(terms.poolBytes())
            .readDepth(terms.readDepth())
            .ranks(terms.ranks())
            .expectedBytes(terms.expectedBytes())
            .credits(terms.credits())
            .crc((short) (terms.crc() ? 1 : 0))
            .putNonce(nonce, 0, nonce.length);
        final byte[] job = FrameText.exact("job", terms.job(), MAX_JOB_LENGTH);
        final byte[] machine = FrameText.exact("machine", terms.machine(), FrameText.MAX_MACHINE_LENGTH);
        final byte[] checkpointer =
            FrameText.exact("checkpointer", terms.checkpointer(), FrameText.MAX_CHECKPOINTER_LENGTH);
        hello.putJob(job, 0, job.length)
            .putMachine(machine, 0, machine.length)
            .putCheckpointer(checkpointer, 0, checkpointer.length);
        final byte[] bytes = new byte[hello.limit() - FrameHeader.LENGTH];
        link.frame().getBytes(FrameHeader.LENGTH, bytes);
        link.sendHello(hello.encodedLength());
        return bytes;
    }

    void proof(byte[] bytes) {
        proof.wrapAndApplyHeader(link.frame(), FrameHeader.LENGTH, link.header()).putProof(bytes, 0, bytes.length);
        link.send(proof.encodedLength());
    }

    void poolRegions(PoolRegion[] regions, String path) {
        if (regions.length > FrameLimits.MAX_REGIONS) {
            throw new IllegalArgumentException(
                "pool has " + regions.length + " regions, at most " + FrameLimits.MAX_REGIONS);
        }
        final byte[] pathBytes = FrameText.exact("pool path", path, FrameText.MAX_PATH_LENGTH);
        final PoolRegionsEncoder.RegionsEncoder group =
            poolRegions.wrapAndApplyHeader(link.frame(), FrameHeader.LENGTH,
            link.header()).regionsCount(regions.length);
        for (final PoolRegion region : regions) {
            group.next().address(region.address()).length(region.length()).key(region.key());
        }
        poolRegions.putPath(pathBytes, 0, pathBytes.length);
        link.send(poolRegions.encodedLength());
    }

    void streamOpen(int rank, int stream, boolean seekable, long expectedBytes, String name) {
        final byte[] nameBytes = FrameText.exact("stream name", name, MAX_STREAM_LENGTH);
        streamOpen.wrapAndApplyHeader(link.frame(), FrameHeader.LENGTH, link.header())
            .rank(rank)
            .stream(stream)
            .expectedBytes(expectedBytes)
            .flags().clear().seekable(seekable);
        streamOpen.putName(nameBytes, 0, nameBytes.length);
        link.send(streamOpen.encodedLength());
    }

    void chunkReady(int rank, int stream, int chunk, long position, int length, int crc, long ordinal) {
        chunkReady.wrapAndApplyHeader(link.frame(), FrameHeader.LENGTH, link.header())
            .rank(rank)
            .stream(stream)
            .chunk(chunk)
            .length(length)
            .crc(crc)
            .position(position)
            .ordinal(ordinal);
        link.send(chunkReady.encodedLength());
    }

    void streamEnd(int rank, int stream, long length, long chunks, boolean digestKnown, int crc) {
        streamEnd.wrapAndApplyHeader(link.frame(), FrameHeader.LENGTH, link.header())
            .rank(rank)
            .stream(stream)
            .crc(crc)
            .length(length)
            .chunks(chunks)
            .digestFlags().clear().known(digestKnown);
        link.send(streamEnd.encodedLength());
    }

    void imageEnd(int rank, int streams) {
        imageEnd.wrapAndApplyHeader(link.frame(), FrameHeader.LENGTH, link.header()).rank(rank).streams(streams);
        link.send(imageEnd.encodedLength());
    }

    void setEnd(int ranks, long bytes) {
        setEnd.wrapAndApplyHeader(link.frame(), FrameHeader.LENGTH, link.header()).ranks(ranks).bytes(bytes);
        link.send(setEnd.encodedLength());
    }
}
