package org.rankferry.engine.source;

/** What the source must be able to say again of a stream: how it began and, once it has, how it ended. */
final class StreamRecord {
    private final int stream;
    private final String name;
    private final boolean seekable;
    private final long expectedBytes;
    private boolean ended;
    private long length;
    private long chunks;
    private boolean digestKnown;
    private int crc;

    StreamRecord(final int stream, final String name, final boolean seekable, final long expectedBytes) {
        this.stream = stream;
        this.name = name;
        this.seekable = seekable;
        this.expectedBytes = expectedBytes;
    }

    void end(final long streamLength, final long streamChunks, final boolean known, final int streamCrc) {
        ended = true;
        length = streamLength;
        chunks = streamChunks;
        digestKnown = known;
        crc = streamCrc;
    }

    int stream() {
        return stream;
    }

    String name() {
        return name;
    }

    boolean seekable() {
        return seekable;
    }

    long expectedBytes() {
        return expectedBytes;
    }

    boolean ended() {
        return ended;
    }

    long length() {
        return length;
    }

    long chunks() {
        return chunks;
    }

    boolean digestKnown() {
        return digestKnown;
    }

    int crc() {
        return crc;
    }
}
