package org.rankferry.engine.coordinator.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import org.rankferry.engine.api.ImageReader;
import org.rankferry.engine.api.ImageStreams;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.checkpoint.Capture;
import org.rankferry.engine.checkpoint.StreamOpener;
import org.rankferry.engine.rank.StreamWriter;

/**
 * Where a rank that is captured learns which agent it belongs to when it goes on: a file that whoever has the rank then
 * puts in its way. The path is chosen where the rank is captured, and travels as a stream of the image.
 *
 * <pre>
 *   EPOCH '\n' HOST '\n' DOOR '\n'
 * </pre>
 */
final class ReturnNote {
    /** Stream of an image that has the path of the note. */
    static final String STREAM = "rankferry.return";
    private static final int MOST_PATH_BYTES = 4096;
    private static final String PART = ".part";

    private final Path path;

    ReturnNote(final Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** Reads where the note of an image is to be. */
    static ReturnNote of(final ImageStreams image, final Duration patience) {
        try (ImageReader reader = image.open(STREAM)) {
            if (reader == null) {
                throw new TransferException("the image of rank " + image.rank() + " has no stream " + STREAM
                    + "; it was not captured as part of a job");
            }
            final ByteBuffer bytes = ByteBuffer.allocate(MOST_PATH_BYTES);
            while (reader.read(bytes, System.nanoTime() + patience.toNanos()) > 0) {
                // A path is short.
            }
            return new ReturnNote(Path.of(StandardCharsets.UTF_8.decode(bytes.flip()).toString()));
        }
    }

    /** The rank goes on as the copy of this epoch, on a node with this address, whose agent has this door. */
    void write(final long epoch, final String host, final Path door) {
        final Path part = path.resolveSibling(path.getFileName() + PART);
        try {
            Files.createDirectories(
                path.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.writeString(part, epoch + "\n" + host + "\n" + door + "\n");
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (final IOException e) {
            throw new TransferException("note " + path + " can't be written: " + e.getMessage(), e);
        }
    }

    /** The same capture, with the stream that says where the note will be. */
    Capture before(final Capture capture) {
        return new Capture() {
            @Override
            public int rank() {
                return capture.rank();
            }

            @Override
            public long expectedBytes() {
                return capture.expectedBytes();
            }

            @Override
            public String unrepeatable() {
                return capture.unrepeatable();
            }

            @Override
            public void goOn() {
                capture.goOn();
            }

            @Override
            public void end() {
                capture.end();
            }

            @Override
            public void write(final StreamOpener streams) throws IOException {
                final StreamWriter stream = streams.open(STREAM, 0);
                stream.write(ByteBuffer.wrap(path.toString().getBytes(StandardCharsets.UTF_8)));
                stream.end();
                capture.write(streams);
            }
        };
    }
}
