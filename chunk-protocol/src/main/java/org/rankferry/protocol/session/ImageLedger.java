package org.rankferry.protocol.session;

import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.rankferry.protocol.image.ExtentSet;
import org.rankferry.protocol.image.StreamKey;
import org.rankferry.protocol.image.StreamNames;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.Names;

/**
 * What a source has said of its images in this attempt, and whether what it says next agrees.
 *
 * <p>In the first attempt the ordinals of a stream come one after the other. In a later one they come in any order,
 * none that is held and none twice. When a stream ends, none may be missing. A stream or image may be opened and ended
 * once per attempt.
 */
final class ImageLedger {
    private final SourceTerms terms;
    private final boolean resumed;
    private final Long2ObjectHashMap<Stream> streams = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<ExtentSet> held = new Long2ObjectHashMap<>();
    private final Int2ObjectHashMap<Image> images = new Int2ObjectHashMap<>();
    private int imagesEnded;
    private long bytes;

    /** One stream: its bytes, and its chunks by ordinal. */
    private static final class Stream {
        final StreamProgress progress;
        final ExtentSet ordinals;
        long lastOrdinal = -1;

        Stream(boolean seekable, ExtentSet ordinals) {
            this.progress = new StreamProgress(seekable);
            this.ordinals = ordinals;
        }
    }

    /** One rank's image. */
    private static final class Image {
        final StreamNames names = new StreamNames();
        int streamsEnded;
        boolean ended;
    }

    ImageLedger(SourceTerms terms, int attempt) {
        this.terms = terms;
        this.resumed = attempt > 0;
    }

    /** What the target told the source it holds. The set becomes the ledger's own. */
    void held(int rank, int stream, ExtentSet ordinals) {
        held.put(StreamKey.pack(rank, stream), ordinals);
    }

    void streamOpen(int rank, int stream, boolean seekable, String name) {
        final String fault = Names.streamFault(name);
        if (fault != null) {
            throw new FrameFault("frame StreamOpen: " + fault);
        }
        if (stream > StreamKey.MAX_STREAM) {
            throw FrameFault.field("StreamOpen", "stream", stream, "at most " + StreamKey.MAX_STREAM);
        }
        final Image image = image("StreamOpen", rank);
        final long key = StreamKey.pack(rank, stream);
        if (streams.containsKey(key)) {
            throw FrameFault.field("StreamOpen", "stream", stream, "which rank " + rank + " has opened already");
        }
        final String clash = image.names.add(name, "rank " + rank);
        if (clash != null) {
            throw new FrameFault("frame StreamOpen: " + clash);
        }
        final ExtentSet ordinals = held.remove(key);
        streams.put(key, new Stream(seekable, ordinals == null ? new ExtentSet() : ordinals));
    }

    void chunkReady(int rank, int stream, long position, long length, long ordinal) {
        final Stream known = stream("ChunkReady", rank, stream);
        Fields.long63("ChunkReady", "ordinal", ordinal);
        if (!resumed && ordinal != known.lastOrdinal + 1) {
            throw FrameFault.field("ChunkReady", "ordinal", ordinal, "expected " + (known.lastOrdinal + 1));
        }
        if (ordinal == Long.MAX_VALUE || known.ordinals.contains(ordinal, ordinal + 1)) {
            throw FrameFault.field("ChunkReady", "ordinal", ordinal, "which is held or advertised already");
        }
        if (ordinal != known.lastOrdinal + 1) {
            known.progress.skip();
        }
        known.progress.chunk("ChunkReady", position, length, terms.chunkBytes());
        known.lastOrdinal = ordinal;
        known.ordinals.add(ordinal, ordinal + 1);
    }

    void streamEnd(int rank, int stream, long length, long chunks) {
        final Stream known = stream("StreamEnd", rank, stream);
        Fields.long63("StreamEnd", "chunks", chunks);
        final ExtentSet ordinals = known.ordinals;
        if (ordinals.contiguousFrom(0) != chunks || ordinals.covered() != chunks) {
            throw FrameFault.field("StreamEnd", "chunks", chunks, "but held or advertised are " + ordinals.covered()
                + " chunks, complete up to " + ordinals.contiguousFrom(0));
        }
        if (known.lastOrdinal != chunks - 1) {
            known.progress.skip();
        }
        known.progress.end(length);
        if (length > Long.MAX_VALUE - bytes) {
            throw FrameFault.field("StreamEnd", "length", length, "too long beside the " + bytes + " bytes before");
        }
        bytes += length;
        images.get(rank).streamsEnded++;
    }

    void imageEnd(int rank, long count) {
        final Image image = image("ImageEnd", rank);
        if (image.streamsEnded != image.names.size()) {
            throw FrameFault.field("ImageEnd", "rank", rank,
                "of whose " + image.names.size() + " streams only " + image.streamsEnded + " have ended");
        }
        if (count != image.streamsEnded) {
            throw FrameFault.field("ImageEnd", "streams", count, "expected " + image.streamsEnded);
        }
        image.ended = true;
        imagesEnded++;
    }

    void setEnd(long ranks, long total) {
        if (ranks != terms.ranks()) {
            throw FrameFault.field("SetEnd", "ranks", ranks, "expected " + terms.ranks() + " as in Hello");
        }
        if (imagesEnded != ranks) {
            throw FrameFault.field("SetEnd", "ranks", ranks, "but only " + imagesEnded + " images have ended");
        }
        if (total != bytes) {
            throw FrameFault.field("SetEnd", "bytes", total, "but the streams have " + bytes);
        }
    }

    private Stream stream(String frame, int rank, int stream) {
        final Stream known = streams.get(StreamKey.pack(rank, stream));
        if (known == null) {
            throw FrameFault.field(frame, "stream", stream, "which rank " + rank + " has not opened");
        }
        return known;
    }

    private Image image(String frame, int rank) {
        Image image = images.get(rank);
        if (image == null) {
            if (images.size() == terms.ranks()) {
                throw FrameFault.field(frame, "rank", rank, "one more than the " + terms.ranks() + " ranks of Hello");
            }
            image = new Image();
            images.put(rank, image);
        }
        if (image.ended) {
            throw FrameFault.field(frame, "rank", rank, "whose image has ended");
        }
        return image;
    }
}
