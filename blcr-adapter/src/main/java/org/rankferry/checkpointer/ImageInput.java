package org.rankferry.checkpointer;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;

import org.rankferry.engine.checkpoint.CaptureException;
import org.rankferry.engine.nativeio.InputDescriptor;

/**
 * Where the bytes of a stream come from: a file, a FIFO, {@code -} (standard input), {@code fd:N} (a descriptor that
 * this process has inherited) or {@code unix:PATH} (a Unix stream socket at which the writer listens).
 */
public final class ImageInput {
    private static final String STANDARD_INPUT = "-";
    private static final String DESCRIPTOR = "fd:";
    private static final String SOCKET = "unix:";
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final String location;
    private final Path file;
    private final Path socket;
    private final int descriptor;

    private ImageInput(final String location, final Path file, final Path socket, final int descriptor) {
        this.location = location;
        this.file = file;
        this.socket = socket;
        this.descriptor = descriptor;
    }

    /**
     * Reads a location.
     *
     * @param rank     for messages.
     * @param location as given.
     * @throws CaptureException in one line, when it can't be read from.
     */
    public static ImageInput of(final int rank, final String location) {
        if (location.equals(STANDARD_INPUT)) {
            return new ImageInput("standard input", null, null, 0);
        }
        if (location.startsWith(DESCRIPTOR)) {
            final int descriptor = descriptor(rank, location);
            return new ImageInput(location, null, null, descriptor);
        }
        final boolean isSocket = location.startsWith(SOCKET);
        final Path path = Path.of(isSocket ? location.substring(SOCKET.length()) : location);
        final String fault = !Files.exists(path) ? "does not exist"
            : isSocket ? null
            : Files.isDirectory(path) ? "is a directory"
            : !Files.isReadable(path) ? "can't be read by this user"
            : null;
        if (fault != null) {
            throw new CaptureException("image of rank " + rank + ": " + path + " " + fault, null);
        }
        return new ImageInput(location, isSocket ? null : path, isSocket ? path : null, -1);
    }

    /** Whether it can be read from its start as often as wanted. */
    public boolean isRepeatable() {
        return file != null && Files.isRegularFile(file);
    }

    /** Bytes, 0 when not known before they have come. */
    public long length() throws IOException {
        return isRepeatable() ? Files.size(file) : 0;
    }

    /**
     * Begins to read.
     *
     * @param patience the longest a read waits for a byte.
     */
    public ReadableByteChannel open(final Duration patience) throws IOException {
        if (socket != null) {
            return InputDescriptor.connect(socket, patience);
        }
        return file != null ? InputDescriptor.open(file, patience) : InputDescriptor.of(descriptor, patience);
    }

    @Override
    public String toString() {
        return location;
    }

    private static int descriptor(final int rank, final String location) {
        final String number = location.substring(DESCRIPTOR.length());
        try {
            final int descriptor = Integer.parseInt(number);
            if (descriptor >= 0 && Files.exists(DESCRIPTORS.resolve(number), LinkOption.NOFOLLOW_LINKS)) {
                return descriptor;
            }
        } catch (final NumberFormatException e) {
            // Told below, as any other descriptor that is none.
        }
        throw new CaptureException("image of rank " + rank + ": " + location + " is no open descriptor of this process;"
            + " let it inherit one, as in '" + location + "' after '" + number + "<pipe'", null);
    }
}
