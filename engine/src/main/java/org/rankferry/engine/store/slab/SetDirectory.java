package org.rankferry.engine.store.slab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import org.rankferry.engine.store.SetIdentity;
import org.rankferry.engine.store.StoreException;
import org.rankferry.engine.store.set.ImageSet;
import org.rankferry.protocol.image.Manifest;
import org.rankferry.protocol.image.ManifestJson;

/**
 * The directory of one arriving set: claimed with a marker, filled, then made a set by its manifest.
 *
 * <p>The steps of a commit, in the order that makes it atomic: {@link #writeTemporary}, {@link #publish},
 * {@link #dropMarker}. A process that dies before the rename leaves a directory that is recognised as given up;
 * after it, a committed set.
 */
final class SetDirectory {
    private static final String TEMPORARY = Manifest.FILE_NAME + ".tmp";

    private final Path directory;
    private final boolean durable;
    private LiveMarker marker;

    private SetDirectory(final Path directory, final boolean durable, final LiveMarker marker) {
        this.directory = directory;
        this.durable = durable;
        this.marker = marker;
    }

    /** Makes a directory that only this user can enter; one that is there is left as it is. */
    static boolean create(final Path directory) {
        if (Files.isDirectory(directory)) {
            return false;
        }
        try {
            Files.createDirectories(directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return true;
        } catch (final IOException e) {
            throw StoreFaults.of("can't create directory " + directory, directory.toAbsolutePath().getParent(), e);
        }
    }

    /**
     * Refuses a directory that a set can't go to, and removes what a process that died left of a set that never was.
     *
     * @param directory that exists.
     */
    static void makeUsable(final Path directory) {
        try {
            if (Files.exists(directory.resolve(Manifest.FILE_NAME))) {
                throw new StoreException(directory + " holds an image set already; "
                    + "give another --dir, or remove it first", false, null);
            }
            final Path marker = directory.resolve(ImageSet.INCOMING_MARKER);
            if (Files.exists(marker)) {
                if (LiveMarker.isLive(marker)) {
                    throw new StoreException("another target is receiving into " + directory + "; give another --dir",
                        false, null);
                }
                removeContent(directory);
            }
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                for (final Path entry : entries) {
                    if (!entry.getFileName().toString().equals(ReserveFiles.DIRECTORY)) {
                        throw new StoreException(directory + " is not empty, it has " + entry.getFileName()
                            + "; give an empty or a new --dir", false, null);
                    }
                }
            }
        } catch (final IOException e) {
            throw StoreFaults.of("can't use directory " + directory, directory, e);
        }
    }

    /** Claims a directory for a set. */
    static SetDirectory claim(final Path directory, final SetIdentity identity, final boolean durable) {
        final boolean made = create(directory);
        SetDirectory claimed = null;
        try {
            makeUsable(directory);
            final LiveMarker marker = LiveMarker.take(directory.resolve(ImageSet.INCOMING_MARKER),
                "job " + identity.job() + " epoch " + identity.epoch() + " session " + identity.session()
                    + " pid " + ProcessHandle.current().pid());
            if (marker == null) {
                throw new StoreException("another target is receiving into " + directory + "; give another --dir",
                    false, null);
            }
            claimed = new SetDirectory(directory, durable, marker);
            return claimed;
        } catch (final IOException e) {
            throw StoreFaults.of("can't use directory " + directory, directory, e);
        } finally {
            if (made && claimed == null) {
                removeEmpty(directory);
            }
        }
    }

    private static void removeEmpty(final Path directory) {
        try {
            Files.deleteIfExists(directory);
        } catch (final IOException e) {
            return; // somebody uses it, and what made this one fail is told already
        }
    }

    Path path() {
        return directory;
    }

    /** The file for a stream, whose directories are made. The name is a valid one. */
    Path file(final int rank, final String name) {
        final Path file = directory.resolve(ImageSet.rankDirectory(rank)).resolve(name);
        create(file.getParent());
        return file;
    }

    /** Step 1: the manifest under a name that does not count, and all names of streams on the disk. */
    void writeTemporary(final Manifest manifest) {
        final Path file = directory.resolve(TEMPORARY);
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            final ByteBuffer bytes = StandardCharsets.UTF_8.encode(ManifestJson.toJson(manifest));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (durable) {
                channel.force(true);
                syncDirectoriesOfStreams();
            }
        } catch (final IOException e) {
            throw StoreFaults.of("can't write " + file, directory, e);
        }
    }

    /** Step 2: from here on it is a set. */
    void publish() {
        final Path file = directory.resolve(Manifest.FILE_NAME);
        try {
            Files.move(directory.resolve(TEMPORARY), file, StandardCopyOption.ATOMIC_MOVE);
            if (durable) {
                syncDirectory(directory);
            }
        } catch (final IOException e) {
            throw StoreFaults.of("can't write " + file, directory, e);
        }
    }

    /** Step 3: nobody receives here any more. */
    void dropMarker() {
        try {
            if (marker != null) {
                marker.remove();
                marker = null;
            }
        } catch (final IOException e) {
            throw StoreFaults.of("can't remove the marker of " + directory, directory, e);
        }
    }

    /** Takes a committed set back: without its manifest it is none, and with the marker it is recognised as ours. */
    void withdraw() {
        try {
            // The file system may be full, and this is to make room.
            marker = LiveMarker.take(directory.resolve(ImageSet.INCOMING_MARKER), "");
            Files.deleteIfExists(directory.resolve(Manifest.FILE_NAME));
        } catch (final IOException e) {
            throw StoreFaults.of("can't remove the manifest of " + directory, directory, e);
        }
    }

    /** Removes the set, the marker last. The directory itself goes when the store made it for this set. */
    void remove(final boolean directoryToo) {
        try {
            removeContent(directory);
            dropMarker();
            if (directoryToo) {
                Files.deleteIfExists(directory);
            }
        } catch (final IOException e) {
            throw StoreFaults.of("can't remove the images in " + directory, directory, e);
        }
    }

    /** Removes all but reserve and marker, then the marker unless it is held by this process. */
    private static void removeContent(final Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (final Path entry : entries) {
                final String name = entry.getFileName().toString();
                if (!name.equals(ReserveFiles.DIRECTORY) && !name.equals(ImageSet.INCOMING_MARKER)) {
                    removeTree(entry);
                }
            }
        }
        final Path marker = directory.resolve(ImageSet.INCOMING_MARKER);
        if (Files.exists(marker) && !LiveMarker.isLive(marker)) {
            Files.delete(marker);
        }
    }

    /** Removes a whole directory that a process that died has left. */
    static void removeLeftover(final Path directory) throws IOException {
        removeContent(directory);
        Files.delete(directory);
    }

    private static void removeTree(final Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) throws IOException {
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

    /** All below this one: a name is on the disk when its directory is, and those above that. */
    private void syncDirectoriesOfStreams() throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(final Path below, final BasicFileAttributes attributes) {
                return below.endsWith(ReserveFiles.DIRECTORY) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(final Path below, final IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                syncDirectory(below);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void syncDirectory(final Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
