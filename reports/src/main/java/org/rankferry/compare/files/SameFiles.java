package org.rankferry.compare.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.rankferry.engine.api.TransferException;

/** Whether a copy is what it was copied from. */
public final class SameFiles {
    private SameFiles() {
    }

    /**
     * Compares two directories: names, kinds, and every byte of regular files. Reads all of them, so it belongs outside
     * of what is timed.
     *
     * @return the first difference; empty when there is none.
     * @throws TransferException when something can't be read.
     */
    public static Optional<String> findDifference(final Path original, final Path copy) {
        try {
            final Set<Path> names = names(original);
            final Set<Path> copied = names(copy);
            for (final Path name : names) {
                if (!copied.contains(name)) {
                    return Optional.of(name + " is missing in " + copy);
                }
            }
            for (final Path name : copied) {
                if (!names.contains(name)) {
                    return Optional.of(name + " is in " + copy + " only");
                }
            }
            for (final Path name : names) {
                final Optional<String> difference = difference(original.resolve(name), copy.resolve(name));
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        } catch (final IOException e) {
            throw new TransferException(original + " and " + copy + " can't be compared: " + e.getMessage(), e);
        }
    }

    private static Optional<String> difference(final Path original, final Path copy) throws IOException {
        if (Files.isDirectory(original) != Files.isDirectory(copy)) {
            return Optional.of(copy + " is of another kind than " + original);
        }
        final long at = Files.isDirectory(original) ? -1 : Files.mismatch(original, copy);
        return at < 0 ? Optional.empty() : Optional.of(copy + " differs from " + original + " at byte " + at);
    }

    private static Set<Path> names(final Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            return tree.map(root::relativize).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
