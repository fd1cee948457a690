package org.rankferry.checkpointer.dmtcp;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who has a file open, and how far they have read; other processes of this user, or of all for root. */
final class FileReaders {
    /** Nobody has it open. */
    static final long NONE = -1;
    private static final Path PROCESSES = Path.of("/proc");
    private static final String SELF = Long.toString(ProcessHandle.current().pid());
    private static final String POSITION = "pos:";

    private final Path file;

    /** Of a file by its real path. */
    FileReaders(final Path file) {
        this.file = file;
    }

    /** The sum of their positions, {@link #NONE} when there are none. */
    long position() throws IOException {
        long sum = NONE;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[1-9]*")) {
            for (final Path process : processes) {
                final long of = process.getFileName().toString().equals(SELF) ? NONE : positionIn(process);
                if (of != NONE) {
                    sum = Math.max(sum, 0) + of;
                }
            }
        }
        return sum;
    }

    private long positionIn(final Path process) {
        long sum = NONE;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (final Path descriptor : descriptors) {
                if (Files.readSymbolicLink(descriptor).equals(file)) {
                    sum = Math.max(sum, 0) + position(process.resolve("fdinfo").resolve(descriptor.getFileName()));
                }
            }
        } catch (final IOException | DirectoryIteratorException e) {
            return sum; // it has just ended, or is another user's
        }
        return sum;
    }

    private static long position(final Path information) throws IOException {
        for (final String line : Files.readAllLines(information)) {
            if (line.startsWith(POSITION)) {
                return Long.parseLong(line.substring(POSITION.length()).strip());
            }
        }
        return 0;
    }
}
