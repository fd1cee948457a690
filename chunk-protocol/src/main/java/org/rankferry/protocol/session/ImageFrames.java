package org.rankferry.protocol.session;

import org.agrona.DirectBuffer;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.codec.ChunkReadyDecoder;
import org.rankferry.protocol.wire.codec.ImageEndDecoder;
import org.rankferry.protocol.wire.codec.PoolRegionsDecoder;
import org.rankferry.protocol.wire.codec.SetEndDecoder;
import org.rankferry.protocol.wire.codec.StreamEndDecoder;
import org.rankferry.protocol.wire.codec.StreamOpenDecoder;

/** Decodes what a source says of its pool and images, has the ledger judge it, and tells the target agent. */
final class ImageFrames {
    private final TargetEvents events;
    private final PoolRegionsDecoder poolRegions = new PoolRegionsDecoder();
    private final StreamOpenDecoder streamOpen = new StreamOpenDecoder();
    private final ChunkReadyDecoder chunkReady = new ChunkReadyDecoder();
    private final StreamEndDecoder streamEnd = new StreamEndDecoder();
    private final ImageEndDecoder imageEnd = new ImageEndDecoder();
    private final SetEndDecoder setEnd = new SetEndDecoder();

    private SourceTerms terms;
    private ImageLedger ledger;
    private DoneQueue done;
    private boolean regionsKnown;

    ImageFrames(TargetEvents events) {
        this.events = events;
    }

    void begin(SourceTerms source, ImageLedger images, DoneQueue chunks) {
        this.terms = source;
        this.ledger = images;
        this.done = chunks;
    }

    void onFrame(int templateId, DirectBuffer buffer, int body) {
        switch (templateId) {
            case ChunkReadyDecoder.TEMPLATE_ID -> onChunkReady(buffer, body);
            case StreamOpenDecoder.TEMPLATE_ID -> onStreamOpen(buffer, body);
            case StreamEndDecoder.TEMPLATE_ID -> onStreamEnd(buffer, body);
            case ImageEndDecoder.TEMPLATE_ID -> onImageEnd(buffer, body);
            case PoolRegionsDecoder.TEMPLATE_ID -> onPoolRegions(buffer, body);
            default -> throw new IllegalStateException("template " + templateId + " is accepted but not handled");
        }
    }

    void onSetEnd(DirectBuffer buffer, int body, SessionLink link) {
        setEnd.wrap(buffer, body, SetEndDecoder.BLOCK_LENGTH, SetEndDecoder.SCHEMA_VERSION);
        ledger.setEnd(setEnd.ranks(), setEnd.bytes());
        link.become(SessionState.COMMITTING);
        events.onSetEnd((int) setEnd.ranks(), setEnd.bytes());
    }

    private void onPoolRegions(DirectBuffer buffer, int body) {
        if (regionsKnown) {
            throw new FrameFault("frame PoolRegions came twice");
        }
        poolRegions.wrap(buffer, body, PoolRegionsDecoder.BLOCK_LENGTH, PoolRegionsDecoder.SCHEMA_VERSION);
        final PoolRegionsDecoder.RegionsDecoder group = poolRegions.regions();
        final PoolRegion[] regions = new PoolRegion[group.count()];
        long total = 0;
        for (int i = 0; i < regions.length; i++) {
            group.next();
            final long length = Fields.long63("PoolRegions", "length", group.length());
            if (length == 0 || length > terms.poolBytes() - total) {
                throw FrameFault.field("PoolRegions", "length", length,
                    "expected 1 to " + (terms.poolBytes() - total) + ", what is left of the pool");
            }
            total += length;
            regions[i] = new PoolRegion(group.address(), length, group.key());
        }
        if (total != terms.poolBytes()) {
            throw FrameFault.field("PoolRegions", "length of all regions", total, "expected " + terms.poolBytes());
        }
        regionsKnown = true;
        events.onPoolRegions(regions, poolRegions.path());
    }

    private void onStreamOpen(DirectBuffer buffer, int body) {
        streamOpen.wrap(buffer, body, StreamOpenDecoder.BLOCK_LENGTH, StreamOpenDecoder.SCHEMA_VERSION);
        final int rank = Fields.int31("StreamOpen", "rank", streamOpen.rank());
        final long expectedBytes = Fields.long63("StreamOpen", "expectedBytes", streamOpen.expectedBytes());
        final boolean seekable = streamOpen.flags().seekable();
        final String name = streamOpen.name();
        ledger.streamOpen(rank, streamOpen.stream(), seekable, name);
        events.onStreamOpen(rank, streamOpen.stream(), seekable, expectedBytes, name);
    }

    private void onChunkReady(DirectBuffer buffer, int body) {
        chunkReady.wrap(buffer, body, ChunkReadyDecoder.BLOCK_LENGTH, ChunkReadyDecoder.SCHEMA_VERSION);
        if (!regionsKnown) {
            throw new FrameFault("frame ChunkReady came before PoolRegions");
        }
        final int rank = Fields.int31("ChunkReady", "rank", chunkReady.rank());
        final long chunk = chunkReady.chunk();
        if (chunk >= done.chunks()) {
            throw FrameFault.field("ChunkReady", "chunk", chunk, "the pool has " + done.chunks());
        }
        final long length = chunkReady.length();
        final long position = chunkReady.position();
        ledger.chunkReady(rank, chunkReady.stream(), position, length, chunkReady.ordinal());
        if (!done.ready((int) chunk)) {
            throw FrameFault.field("ChunkReady", "chunk", chunk, "which is READY already and not done");
        }
        events.onChunkReady(rank, chunkReady.stream(), (int) chunk, position, (int) length, (int) chunkReady.crc(),
            chunkReady.ordinal());
    }

    private void onStreamEnd(DirectBuffer buffer, int body) {
        streamEnd.wrap(buffer, body, StreamEndDecoder.BLOCK_LENGTH, StreamEndDecoder.SCHEMA_VERSION);
        final int rank = Fields.int31("StreamEnd", "rank", streamEnd.rank());
        ledger.streamEnd(rank, streamEnd.stream(), streamEnd.length(), streamEnd.chunks());
        events.onStreamEnd(rank, streamEnd.stream(), streamEnd.length(), streamEnd.chunks(),
            streamEnd.digestFlags().known(), (int) streamEnd.crc());
    }

    private void onImageEnd(DirectBuffer buffer, int body) {
        imageEnd.wrap(buffer, body, ImageEndDecoder.BLOCK_LENGTH, ImageEndDecoder.SCHEMA_VERSION);
        final int rank = Fields.int31("ImageEnd", "rank", imageEnd.rank());
        ledger.imageEnd(rank, imageEnd.streams());
        events.onImageEnd(rank, (int) imageEnd.streams());
    }
}
