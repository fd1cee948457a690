package org.rankferry.engine.target;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

import org.agrona.collections.Long2ObjectHashMap;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.store.IncomingSet;
import org.rankferry.protocol.image.Crc32c;
import org.rankferry.protocol.image.MachineIdentity;
import org.rankferry.protocol.image.Manifest;
import org.rankferry.protocol.image.ManifestStream;
import org.rankferry.protocol.image.StreamKey;
import org.rankferry.protocol.session.SourceTerms;

/**
 * The image set of one session as it arrives. Lives from the first welcome to the commit or the end, over all links.
 */
final class ArrivingSet {
    /** One rank's image. */
    private static final class Image {
        private final List<ArrivingStream> streams = new ArrayList<>();
        private int streamsExpected = -1;
        private boolean stored;
        private long beganNs;
        private long storedNs;

        long bytes() {
            return streams.stream().mapToLong(ArrivingStream::length).sum();
        }
    }

    private final SourceTerms terms;
    private final IncomingSet incoming;
    private final Long2ObjectHashMap<ArrivingStream> streams = new Long2ObjectHashMap<>();
    private final TreeMap<Integer, Image> images = new TreeMap<>();
    private int stored;
    private int ranksAnnounced = -1;
    private long bytesAnnounced;
    private long firstNs;
    private long retries;
    private long reconnects;
    private int attempt;

    ArrivingSet(final SourceTerms terms, final IncomingSet incoming, final int attempt) {
        this.terms = terms;
        this.incoming = incoming;
        this.attempt = attempt;
    }

    boolean isOf(final SourceTerms other) {
        return terms.sessionHigh() == other.sessionHigh() && terms.sessionLow() == other.sessionLow();
    }

    ArrivingStream stream(final int rank, final int stream) {
        return streams.get(StreamKey.pack(rank, stream));
    }

    /** Makes a stream that is not there yet. */
    ArrivingStream open(
        final int rank, final int stream, final boolean seekable, final long expectedBytes, final String name,
        final long nowNs) {

        final ArrivingStream opened = new ArrivingStream(
            rank, stream, name, incoming.open(rank, name, expectedBytes, seekable), nowNs);
        streams.put(StreamKey.pack(rank, stream), opened);
        final Image image = image(rank, nowNs);
        image.streams.add(opened);
        if (firstNs == 0) {
            firstNs = nowNs;
        }
        return opened;
    }

    /** The rank has this many streams. */
    void onImageEnd(final int rank, final int count, final long nowNs) {
        image(rank, nowNs).streamsExpected = count;
    }

    /** Whether the image of a rank has just become whole; true once. */
    boolean becameStored(final int rank, final long nowNs) {
        final Image image = images.get(rank);
        if (image == null || image.stored || image.streamsExpected != image.streams.size()
            || !image.streams.stream().allMatch(ArrivingStream::whole)) {
            return false;
        }
        image.stored = true;
        image.storedNs = nowNs;
        stored++;
        return true;
    }

    boolean isStored(final int rank) {
        final Image image = images.get(rank);
        return image != null && image.stored;
    }

    /** Whether all streams of a rank's image have begun, so that there won't be more. */
    boolean knowsAllStreams(final int rank) {
        final Image image = images.get(rank);
        return image != null && image.streamsExpected == image.streams.size();
    }

    /** Streams of a rank's image that have begun, in that order. */
    List<ArrivingStream> streams(final int rank) {
        final Image image = images.get(rank);
        return image == null ? List.of() : List.copyOf(image.streams);
    }

    long imageBytes(final int rank) {
        return images.get(rank).bytes();
    }

    void onSetEnd(final int ranks, final long bytes) {
        ranksAnnounced = ranks;
        bytesAnnounced = bytes;
    }

    /** Whether the source has ended the set and every image is whole. */
    boolean complete() {
        return ranksAnnounced >= 0 && stored == ranksAnnounced;
    }

    /** What the source said that does not fit what has come, in one line; null when all is well. */
    String mismatch() {
        final long bytes = bytes();
        return bytes == bytesAnnounced ? null
            : "image set has " + bytes + " bytes, the source says " + bytesAnnounced;
    }

    /** Streams whose digest is only known by reading them back; empty when chunks carry no CRC. */
    List<ArrivingStream> toReadBack() {
        return terms.crc() ? streams.values().stream().filter(ArrivingStream::needsReadBack).toList() : List.of();
    }

    Manifest manifest() {
        final List<ManifestStream> entries = new ArrayList<>();
        images.values().forEach(image -> image.streams.forEach(stream -> entries.add(stream.manifestEntry())));
        return new Manifest(
            terms.job(), terms.epoch(), images.size(), terms.chunkBytes(), terms.checkpointer(),
            MachineIdentity.parse(terms.machine()), terms.crc(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), entries);
    }

    IncomingSet incoming() {
        return incoming;
    }

    List<TransferResult.Image> results() {
        final List<TransferResult.Image> results = new ArrayList<>();
        images.forEach((rank, image) -> {
            int crc = 0;
            for (final ArrivingStream stream : image.streams) {
                crc = Crc32c.combine(crc, stream.crc(), stream.length());
            }
            results.add(new TransferResult.Image(
                rank, image.bytes(), crc, image.storedNs - image.beganNs, 0, image.streams.size()));
        });
        return results;
    }

    SourceTerms terms() {
        return terms;
    }

    Collection<ArrivingStream> streams() {
        return streams.values();
    }

    long bytes() {
        return images.values().stream().mapToLong(Image::bytes).sum();
    }

    /** When the first stream was opened, or 0. */
    long firstNs() {
        return firstNs;
    }

    void onRetry() {
        retries++;
    }

    long retries() {
        return retries;
    }

    void onReconnect(final int newAttempt) {
        attempt = newAttempt;
        reconnects++;
    }

    long reconnects() {
        return reconnects;
    }

    int attempt() {
        return attempt;
    }

    private Image image(final int rank, final long nowNs) {
        return images.computeIfAbsent(rank, r -> {
            final Image image = new Image();
            image.beganNs = nowNs;
            return image;
        });
    }
}
