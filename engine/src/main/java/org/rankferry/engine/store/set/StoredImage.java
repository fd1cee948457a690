package org.rankferry.engine.store.set;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.List;

import org.agrona.CloseHelper;
import org.rankferry.engine.api.ImageReadException;
import org.rankferry.engine.api.ImageReader;
import org.rankferry.engine.api.ImageStreams;
import org.rankferry.protocol.image.ManifestStream;

/** A rank's image in a committed set: everything is there. */
final class StoredImage implements ImageStreams {
    private final ImageSet set;
    private final int rank;

    StoredImage(final ImageSet set, final int rank) {
        this.set = set;
        this.rank = rank;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public ImageReader open(final String stream) {
        return names().contains(stream) ? new StoredReader(rank, stream, set.channel(rank, stream)) : null;
    }

    @Override
    public List<String> names() {
        return set.manifest().streams().stream().filter(stream -> stream.rank() == rank)
            .map(ManifestStream::name).toList();
    }

    @Override
    public Path file(final String stream) {
        return names().contains(stream) ? set.path(rank, stream) : null;
    }

    /** Of a stream in a file. */
    private static final class StoredReader implements ImageReader {
        private final int rank;
        private final String stream;
        private final ReadableByteChannel input;
        private long position;

        StoredReader(final int rank, final String stream, final ReadableByteChannel input) {
            this.rank = rank;
            this.stream = stream;
            this.input = input;
        }

        @Override
        public int rank() {
            return rank;
        }

        @Override
        public String stream() {
            return stream;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public int read(final ByteBuffer dst, final long deadlineNs) {
            try {
                final int n = input.read(dst);
                position += Math.max(0, n);
                return n;
            } catch (final IOException e) {
                throw new ImageReadException("rank " + rank + ", stream " + stream + ", offset " + position + ": "
                    + e.getMessage(), false, e);
            }
        }

        @Override
        public void close() {
            CloseHelper.quietClose(input);
        }
    }
}
