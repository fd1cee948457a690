package org.rankferry.engine.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The regular files below a directory, which are to be streams named by their paths in it, in the order of their names.
 *
 * <p>A symbolic link to a regular file of the same directory counts as a copy of it. What can't be sent is refused
 * while the tree is read, before anything is: links that lead elsewhere, devices, sockets, named pipes, what this user
 * may not read.
 */
final class FileTree {
    private static final int FILE_TYPE = 0170000;
    private static final int NAMED_PIPE = 0010000;
    private static final int SOCKET = 0140000;

    private final int rank;
    private final Path root;
    private final Path realRoot;
    private final List<Entry> files = new ArrayList<>();
    private final List<Path> empty = new ArrayList<>();

    /**
     * One file.
     *
     * @param name path in the directory, with {@code /} between components.
     * @param file to read; no link.
     */
    record Entry(String name, Path file) {
    }

    private FileTree(final int rank, final Path root, final Path realRoot) {
        this.rank = rank;
        this.root = root;
        this.realRoot = realRoot;
    }

    /**
     * Looks at everything below a directory.
     *
     * @param rank whose image it is, for what is wrong.
     * @param root the directory; may itself be a link to one.
     * @throws CaptureException in one line, when there is nothing to send, or something that can't be sent.
     */
    static FileTree read(final int rank, final Path root) {
        try {
            final FileTree tree = new FileTree(rank, root, root.toRealPath());
            tree.directory(root, "");
            if (tree.files.isEmpty()) {
                throw tree.fault(root, "has no files below it; name the directory that holds the image");
            }
            return tree;
        } catch (final IOException | UncheckedIOException e) {
            throw new CaptureException(
                "image of rank " + rank + ": " + root + " can't be listed: " + e.getMessage(), e);
        }
    }

    List<Entry> files() {
        return files;
    }

    /** Directories with nothing in them, which an image can't hold. */
    List<Path> empty() {
        return empty;
    }

    private void directory(final Path directory, final String prefix) throws IOException {
        if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
            throw fault(directory, "can't be read by this user");
        }
        final List<Path> entries;
        try (Stream<Path> list = Files.list(directory)) {
            entries = list.sorted(Comparator.comparing(entry -> entry.getFileName().toString())).toList();
        }
        if (entries.isEmpty()) {
            empty.add(directory);
        }
        for (final Path entry : entries) {
            final String name = prefix + entry.getFileName();
            final BasicFileAttributes attributes =
                Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory()) {
                directory(entry, name + "/");
            } else {
                file(entry, name, attributes);
            }
        }
    }

    private void file(final Path entry, final String name, final BasicFileAttributes attributes) throws IOException {
        if (attributes.isOther()) {
            throw fault(entry, "is a " + kind(entry) + ", and only files can be sent; remove it");
        }
        final Path file = attributes.isSymbolicLink() ? linked(entry) : entry;
        if (!Files.isReadable(file)) {
            throw fault(entry, "can't be read by this user");
        }
        files.add(new Entry(name, file));
    }

    private Path linked(final Path link) {
        final Path file;
        try {
            file = link.toRealPath();
        } catch (final IOException e) {
            throw fault(link, "is a symbolic link that leads to no file; remove it");
        }
        if (!file.startsWith(realRoot)) {
            throw fault(link, "is a symbolic link to " + file + ", which is outside of " + root
                + "; put a copy in its place");
        }
        if (!Files.isRegularFile(file)) {
            throw fault(link, "is a symbolic link to " + file + ", which is no regular file; remove it");
        }
        return file;
    }

    private static String kind(final Path entry) throws IOException {
        final int mode = (int) Files.getAttribute(entry, "unix:mode", LinkOption.NOFOLLOW_LINKS) & FILE_TYPE;
        return mode == SOCKET ? "socket" : mode == NAMED_PIPE ? "named pipe" : "device";
    }

    private CaptureException fault(final Path entry, final String text) {
        return new CaptureException("image of rank " + rank + ": " + entry + " " + text, null);
    }
}
