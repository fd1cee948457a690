package org.rankferry.engine.coordinator.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a copy of a rank has said last, in the file of its error stream, which other copies may have written to before.
 * A program that gives up says why there, and whoever is told that it has ended wants to know. Any thread.
 */
final class LastWords {
    /** More than a line of any use. */
    private static final int MOST_BYTES = 4096;
    private static final int MOST_CHARS = 300;

    private final Path file;
    private final long begin;

    /** What is in the file by now is not its. */
    LastWords(final Path file) throws IOException {
        this.file = file;
        begin = Files.exists(file) ? Files.size(file) : 0;
    }

    /** The last line that is not blank; the first {@value #MOST_CHARS} characters of it, or nothing. */
    String read() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            final long from = Math.max(begin, channel.size() - MOST_BYTES);
            final ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
            int n;
            do {
                n = channel.read(bytes, from + bytes.position());
            } while (n > 0 && bytes.hasRemaining());
            final String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
            final String line = text.lines().reduce("", (before, last) -> last).strip();
            final String plain = line.replaceAll("\\p{Cntrl}", "?");
            return plain.length() > MOST_CHARS ? plain.substring(0, MOST_CHARS) + "..." : plain;
        } catch (final IOException e) {
            return ""; // a remark less
        }
    }
}
