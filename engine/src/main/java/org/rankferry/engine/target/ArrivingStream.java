package org.rankferry.engine.target;

import org.rankferry.engine.store.Arrival;
import org.rankferry.engine.store.IncomingStream;
import org.rankferry.protocol.image.ExtentSet;
import org.rankferry.protocol.image.ManifestStream;
import org.rankferry.protocol.image.StreamDigest;

/** One stream of a rank's image as it arrives: what is held of it, and how it is to end. */
final class ArrivingStream {
    private final int rank;
    private final int stream;
    private final String name;
    private final IncomingStream stored;
    private final Arrival arrival;
    private final long openedNs;
    private final ExtentSet held = new ExtentSet();
    private final ExtentSet ordinals = new ExtentSet();
    private final StreamDigest digest = new StreamDigest();
    private boolean ended;
    private boolean whole;
    private long length;
    private long chunks;
    private boolean sourceDigestKnown;
    private int crc;

    ArrivingStream(
        final int rank, final int stream, final String name, final IncomingStream stored, final long openedNs) {

        this.rank = rank;
        this.stream = stream;
        this.name = name;
        this.stored = stored;
        this.arrival = stored.arrival();
        this.openedNs = openedNs;
    }

    /** A chunk is in place and its CRC right. */
    void onChunk(final long position, final int chunkLength, final int chunkCrc, final long ordinal) {
        held.add(position, position + chunkLength);
        ordinals.add(ordinal, ordinal + 1);
        digest.add(position, chunkLength, chunkCrc);
        arrival.publish(held.contiguousFrom(0));
    }

    /** The source has said how the stream ends. It says so again after a reconnect. */
    void onEnd(final long streamLength, final long streamChunks, final boolean digestKnown, final int streamCrc) {
        ended = true;
        length = streamLength;
        chunks = streamChunks;
        sourceDigestKnown = digestKnown;
        crc = streamCrc;
    }

    /** Whether every chunk of the stream is held and its end is known. */
    boolean complete() {
        return ended && ordinals.covered() == chunks;
    }

    /**
     * Completes the stream in the store and checks what the source said of it.
     *
     * @param crcChecked whether chunks carry CRCs.
     * @return what is wrong with the stream, in one line, or null.
     */
    String finish(final boolean crcChecked) {
        if (held.count() > 0 && held.end(held.count() - 1) > length) {
            return describe() + " ends at " + length + " bytes, but a chunk reaches to "
                + held.end(held.count() - 1);
        }
        stored.finish(length, held);
        if (crcChecked && digest.known()) {
            final int found = digest.crc(length);
            if (sourceDigestKnown && found != crc) {
                return describe() + " has CRC-32C " + hex(found) + ", the source says " + hex(crc);
            }
            crc = found;
        }
        whole = true;
        arrival.end(length);
        return null;
    }

    /** Whether parts were written more than once, so that the digest has to be read back. */
    boolean needsReadBack() {
        return !digest.known();
    }

    /** Reads the digest back. Any thread, after {@link #finish}, while nothing else touches the stream. */
    void readBack() {
        crc = stored.digest(length);
    }

    ManifestStream manifestEntry() {
        return new ManifestStream(rank, stream, name, length, crc);
    }

    boolean holds(final long ordinal) {
        return ordinals.contains(ordinal, ordinal + 1);
    }

    ExtentSet ordinals() {
        return ordinals;
    }

    IncomingStream stored() {
        return stored;
    }

    Arrival arrival() {
        return arrival;
    }

    int rank() {
        return rank;
    }

    int stream() {
        return stream;
    }

    String name() {
        return name;
    }

    boolean whole() {
        return whole;
    }

    long length() {
        return length;
    }

    long chunks() {
        return chunks;
    }

    int crc() {
        return crc;
    }

    long openedNs() {
        return openedNs;
    }

    private String describe() {
        return "stream " + name + " of rank " + rank;
    }

    private static String hex(final int value) {
        return String.format("%08x", value);
    }
}
