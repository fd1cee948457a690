package org.rankferry.engine.checkpoint;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.rankferry.engine.rank.StreamWriter;

/** An image in files, each read straight into chunks. */
final class FilesCapture implements Capture {
    private final int rank;
    private final List<Part> parts;
    private final List<String> notes;
    private String unrepeatable;

    /**
     * One stream of the image.
     *
     * @param stream its name.
     * @param file   to read, null for standard input.
     */
    record Part(String stream, Path file) {
        /** Whether it can be read from its start as often as wanted. */
        boolean isRegular() {
            return file != null && Files.isRegularFile(file);
        }

        /** Length of the file, 0 when it has none before its end. */
        long length() {
            try {
                return isRegular() ? Files.size(file) : 0;
            } catch (final IOException e) {
                throw new CaptureException(this + " can't be asked for its length: " + e.getMessage(), e);
            }
        }

        FileChannel open() throws IOException {
            return file == null ? standardInput() : FileChannel.open(file, StandardOpenOption.READ);
        }

        @SuppressWarnings("resource") // closing the channel closes the stream
        private static FileChannel standardInput() {
            return new FileInputStream(FileDescriptor.in).getChannel();
        }

        @Override
        public String toString() {
            return file == null ? "standard input" : file.toString();
        }
    }

    FilesCapture(final int rank, final List<Part> parts, final List<String> notes) {
        this.rank = rank;
        this.parts = List.copyOf(parts);
        this.notes = List.copyOf(notes);
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public long expectedBytes() {
        long bytes = 0;
        for (final Part part : parts) {
            if (!part.isRegular()) {
                return 0;
            }
            bytes += part.length();
        }
        return bytes;
    }

    @Override
    public String unrepeatable() {
        return unrepeatable;
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public void write(final StreamOpener streams) throws IOException {
        for (final Part part : parts) {
            if (!part.isRegular()) {
                unrepeatable = part + " was read already and can't be read again; give a file, or send it anew";
            }
            try (FileChannel channel = part.open()) {
                final long length = part.length();
                final StreamWriter stream = streams.open(part.stream(), length);
                if (part.isRegular()) {
                    writeUnchanged(part, channel, length, stream);
                } else {
                    stream.writeAll(channel);
                }
                stream.end();
            } catch (final IOException e) {
                throw new CaptureException("image of rank " + rank + ": " + part + ": " + e.getMessage(), e);
            }
        }
    }

    /** A file that is still written would arrive as something that never was. */
    private void writeUnchanged(
        final Part part, final FileChannel channel, final long length, final StreamWriter stream) throws IOException {

        long sent = 0;
        int n = 0;
        while (n >= 0) {
            n = stream.writeSome(channel);
            sent += Math.max(0, n);
            final long now = channel.size();
            // The files of procfs have bytes and no length.
            if (now != length || (n < 0 && sent < length)) {
                throw new CaptureException("image of rank " + rank + ": " + part + " had " + length
                    + " bytes at first, and " + now + " after " + sent + " were sent; wait until nobody writes it",
                    null);
            }
        }
    }
}
