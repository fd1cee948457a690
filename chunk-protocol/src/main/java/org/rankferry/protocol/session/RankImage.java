package org.rankferry.protocol.session;

import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.rankferry.protocol.image.StreamKey;
import org.rankferry.protocol.image.StreamNames;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.Names;
import org.rankferry.protocol.wire.codec.CommitDecoder;
import org.rankferry.protocol.wire.codec.ImageEndDecoder;
import org.rankferry.protocol.wire.codec.StreamEndDecoder;
import org.rankferry.protocol.wire.codec.StreamOpenDecoder;

/** The image a rank is writing: decodes what the rank says of it, judges it, and tells the source agent. */
final class RankImage {
    private final RankTerms terms;
    private final LeaseSet leases;
    private final RankEvents events;
    private final Int2ObjectHashMap<Stream> streams = new Int2ObjectHashMap<>();
    private final StreamNames names = new StreamNames();
    private final StreamOpenDecoder streamOpen = new StreamOpenDecoder();
    private final CommitDecoder commit = new CommitDecoder();
    private final StreamEndDecoder streamEnd = new StreamEndDecoder();
    private final ImageEndDecoder imageEnd = new ImageEndDecoder();

    private int rank;
    private int streamsEnded;

    /** One stream. */
    private static final class Stream {
        final StreamProgress progress;
        long chunks;

        Stream(boolean seekable) {
            progress = new StreamProgress(seekable);
        }
    }

    RankImage(RankTerms terms, LeaseSet leases, RankEvents events) {
        this.terms = terms;
        this.leases = leases;
        this.events = events;
    }

    /** A new image, or the same once more. */
    void begin(int writer) {
        rank = writer;
        streams.clear();
        names.clear();
        streamsEnded = 0;
    }

    void onStreamOpen(DirectBuffer buffer, int body) {
        streamOpen.wrap(buffer, body, StreamOpenDecoder.BLOCK_LENGTH, StreamOpenDecoder.SCHEMA_VERSION);
        checkRank("StreamOpen", streamOpen.rank());
        final int stream = streamOpen.stream();
        final boolean seekable = streamOpen.flags().seekable();
        final long expectedBytes = Fields.long63("StreamOpen", "expectedBytes", streamOpen.expectedBytes());
        final String name = streamOpen.name();
        final String fault = Names.streamFault(name);
        if (fault != null) {
            throw new FrameFault("frame StreamOpen: " + fault);
        }
        if (stream > StreamKey.MAX_STREAM) {
            throw FrameFault.field("StreamOpen", "stream", stream, "at most " + StreamKey.MAX_STREAM);
        }
        if (streams.containsKey(stream)) {
            throw FrameFault.field("StreamOpen", "stream", stream, "which rank " + rank + " has opened already");
        }
        final String clash = names.add(name, "rank " + rank);
        if (clash != null) {
            throw new FrameFault("frame StreamOpen: " + clash);
        }
        streams.put(stream, new Stream(seekable));
        events.onStreamOpen(stream, seekable, expectedBytes, name);
    }

    void onCommit(DirectBuffer buffer, int body) {
        final int chunk = committedChunk(buffer, body);
        if (!leases.isHeld(chunk)) {
            throw FrameFault.field("Commit", "chunk", chunk, "which rank " + rank + " does not hold");
        }
        final Stream stream = stream("Commit", commit.stream());
        stream.progress.chunk("Commit", commit.position(), commit.length(), terms.chunkBytes());
        leases.commit(chunk);
        events.onCommit(commit.stream(), chunk, commit.position(), (int) commit.length(), (int) commit.crc(),
            stream.chunks++);
    }

    /** Which chunk a Commit is about, whatever became of its attempt. */
    int committedChunk(DirectBuffer buffer, int body) {
        commit.wrap(buffer, body, CommitDecoder.BLOCK_LENGTH, CommitDecoder.SCHEMA_VERSION);
        final long chunk = commit.chunk();
        if (chunk >= terms.chunks()) {
            throw FrameFault.field("Commit", "chunk", chunk, "the pool has " + terms.chunks());
        }
        return (int) chunk;
    }

    void onStreamEnd(DirectBuffer buffer, int body) {
        streamEnd.wrap(buffer, body, StreamEndDecoder.BLOCK_LENGTH, StreamEndDecoder.SCHEMA_VERSION);
        checkRank("StreamEnd", streamEnd.rank());
        final Stream stream = stream("StreamEnd", streamEnd.stream());
        if (streamEnd.chunks() != stream.chunks) {
            throw new FrameFault("frame StreamEnd: chunks is " + Long.toUnsignedString(streamEnd.chunks()) + ", but "
                + stream.chunks + " were committed");
        }
        stream.progress.end(streamEnd.length());
        streamsEnded++;
        events.onStreamEnd(streamEnd.stream(), streamEnd.length(), stream.chunks, streamEnd.digestFlags().known(),
            (int) streamEnd.crc());
    }

    /** The whole image has ended: returns how many streams it has. */
    int end(DirectBuffer buffer, int body) {
        imageEnd.wrap(buffer, body, ImageEndDecoder.BLOCK_LENGTH, ImageEndDecoder.SCHEMA_VERSION);
        checkRank("ImageEnd", imageEnd.rank());
        if (streamsEnded != streams.size()) {
            throw new FrameFault("frame ImageEnd: only " + streamsEnded + " of the " + streams.size()
                + " streams of rank " + rank + " have ended");
        }
        if (imageEnd.streams() != streamsEnded) {
            throw FrameFault.field("ImageEnd", "streams", imageEnd.streams(), "expected " + streamsEnded);
        }
        return streamsEnded;
    }

    private Stream stream(String frame, int id) {
        final Stream stream = streams.get(id);
        if (stream == null) {
            throw FrameFault.field(frame, "stream", id, "which rank " + rank + " has not opened");
        }
        return stream;
    }

    private void checkRank(String frame, long said) {
        if (said != rank) {
            throw FrameFault.field(frame, "rank", said, "but rank " + rank + " is attached here");
        }
    }
}
