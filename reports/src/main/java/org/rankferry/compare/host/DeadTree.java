package org.rankferry.compare.host;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;

/** Removal of a directory with everything in it: follows no symbolic link, and goes into no other file system. */
final class DeadTree {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String DEVICE = "unix:dev";

    private DeadTree() {
    }

    /** Again when something is put there meanwhile: a child of a program that was killed may end a little later. */
    static void remove(final Path root) throws IOException {
        final IOException[] fault = new IOException[1];
        if (!Deadline.await(PATIENCE, () -> {
            try {
                removeOnce(root);
                return true;
            } catch (final IOException e) {
                fault[0] = e;
                return !Files.exists(root, LinkOption.NOFOLLOW_LINKS);
            }
        })) {
            throw fault[0];
        }
    }

    private static void removeOnce(final Path root) throws IOException {
        final Object device = Files.getAttribute(root, DEVICE, LinkOption.NOFOLLOW_LINKS);
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(final Path directory, final BasicFileAttributes attributes)
                throws IOException {
                if (!Files.getAttribute(directory, DEVICE, LinkOption.NOFOLLOW_LINKS).equals(device)) {
                    throw new IOException("something is mounted at " + directory);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes)
                throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(final Path directory, final IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
