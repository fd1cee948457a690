package org.rankferry.bufferpool.directory;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** Removal of what is in a directory. Never follows a symbolic link: it removes the link. */
final class DirectoryTree {
    private DirectoryTree() {
    }

    /** Removes everything beneath the root but one file, and adds each path to {@code gone}. */
    static void deleteAllBut(final Path kept, final Path root, final List<Path> gone) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) throws IOException {
                if (!file.equals(kept)) {
                    delete(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(final Path directory, final IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                if (!directory.equals(root)) {
                    delete(directory);
                }
                return FileVisitResult.CONTINUE;
            }

            private void delete(final Path path) throws IOException {
                Files.delete(path);
                gone.add(path);
            }
        });
    }

    /** Removes files and directories in this order; one that is not there, or not empty, is left as it is. */
    static void deleteIfEmpty(final Path... paths) throws IOException {
        for (final Path path : paths) {
            try {
                Files.deleteIfExists(path);
            } catch (final DirectoryNotEmptyException e) {
                return;
            }
        }
    }
}
