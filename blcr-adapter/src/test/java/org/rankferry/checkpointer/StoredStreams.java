package org.rankferry.checkpointer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.rankferry.engine.api.ImageReadException;
import org.rankferry.engine.api.ImageReader;
import org.rankferry.engine.api.ImageStreams;

/** An image of one stream in a file, which arrives up to a limit that the test moves. */
public final class StoredStreams implements ImageStreams {
    private final String stream;
    private final Path file;
    private volatile long arrived;

    /** All of it is there. */
    public StoredStreams(final String stream, final Path file) throws IOException {
        this.stream = stream;
        this.file = file;
        this.arrived = Files.size(file);
    }

    /** Only that many bytes are there. */
    public void arrive(final long bytes) {
        arrived = bytes;
    }

    @Override
    public int rank() {
        return 3;
    }

    @Override
    public ImageReader open(final String name) {
        return name.equals(stream) ? new Reader() : null;
    }

    @Override
    public List<String> names() {
        return List.of(stream);
    }

    @Override
    public Path file(final String name) {
        return name.equals(stream) ? file : null;
    }

    /** Waits for what has not arrived. */
    private final class Reader implements ImageReader {
        private long position;

        @Override
        public int rank() {
            return 3;
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
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                while (position == arrived && arrived < channel.size()) {
                    if (System.nanoTime() - deadlineNs >= 0) {
                        throw new ImageReadException("rank 3: the deadline has passed", true, null);
                    }
                    LockSupport.parkNanos(1_000_000);
                }
                dst.limit((int) Math.min(dst.limit(), dst.position() + arrived - position));
                final int n = position == channel.size() ? -1 : channel.read(dst, position);
                position += Math.max(0, n);
                return n;
            } catch (final IOException e) {
                throw new ImageReadException(e.getMessage(), false, e);
            }
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
