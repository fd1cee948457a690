package org.rankferry.engine.health;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Files of {@code /sys}: one value each. */
final class SysFile {
    private SysFile() {
    }

    /** The entries of a directory that match, in the order of their numbers; none when there is no such directory. */
    static List<Path> list(final Path directory, final String glob) {
        final List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
            entries.forEach(found::add);
        } catch (final IOException e) {
            return List.of(); // not there, or gone meanwhile
        }
        found.sort((one, other) -> {
            final String first = one.getFileName().toString();
            final String second = other.getFileName().toString();
            return first.length() == second.length() ? first.compareTo(second) : first.length() - second.length();
        });
        return found;
    }

    /** Its text; empty when there is no such file or it can't be read. */
    static Optional<String> text(final Path file) {
        try {
            final String text = Files.readString(file).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (final IOException e) {
            return Optional.empty();
        }
    }

    /** Its number; empty when there is no such file or it has none. */
    static OptionalLong number(final Path file) {
        try {
            return OptionalLong.of(required(file));
        } catch (final IOException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Its number.
     *
     * @throws IOException when there is none, with the reason.
     */
    static long required(final Path file) throws IOException {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (final NumberFormatException e) {
            throw new IOException(file + " holds no number", e);
        } catch (final NoSuchFileException e) {
            throw new IOException(file + " is not there any more", e);
        }
    }
}
