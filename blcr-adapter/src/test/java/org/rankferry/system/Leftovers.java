package org.rankferry.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What must not be there when agents have ended. */
final class Leftovers {
    private Leftovers() {
    }

    /** Nothing is in a directory, or it does not exist. */
    static void assertNone(final Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                assertEquals(List.of(directory), files.toList());
            }
        }
    }

    /** A directory holds a committed set, or such directories, or nothing. */
    static void assertNoHalfSet(final Path images) {
        if (!Node.hasManifest(images)) {
            assertTrue(Files.isDirectory(images), () -> "left: " + images);
            try (Stream<Path> files = Files.list(images)) {
                files.forEach(file ->
                    assertTrue(Files.isDirectory(file) && Node.hasManifest(file), () -> "left: " + file));
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Removes a directory with everything in it. */
    static void remove(final Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(final Path visited, final IOException fault) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
