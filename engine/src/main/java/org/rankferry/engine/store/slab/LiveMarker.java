package org.rankferry.engine.store.slab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that says its directory is in use: its process holds a lock on it, which ends with the process. A marker
 * whose lock can be taken was left behind.
 */
final class LiveMarker {
    /**
     * POSIX locks are the process's, and end when it closes any descriptor of the file: its own markers are known
     * here.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private LiveMarker(final Path path, final FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes a marker, or takes over one that was left behind.
     *
     * @param path of the marker; its directory exists.
     * @param text that says whose it is, one line; empty for none, which takes no space.
     * @return null when a living process holds it.
     */
    static LiveMarker take(final Path path, final String text) throws IOException {
        final Path key = path.toAbsolutePath().normalize();
        if (!OWN.add(key)) {
            return null;
        }
        FileChannel channel = null;
        FileLock lock = null;
        LiveMarker taken = null;
        try {
            channel = FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            lock = channel.tryLock();
            if (lock == null) {
                return null;
            }
            channel.truncate(0);
            if (!text.isEmpty()) {
                channel.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
            }
            taken = new LiveMarker(key, channel);
            return taken;
        } catch (final OverlappingFileLockException e) {
            return null;
        } finally {
            if (taken == null) {
                OWN.remove(key);
                if (lock != null) {
                    Files.deleteIfExists(path); // it could not be written
                }
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    /** Whether a living process holds a marker. */
    static boolean isLive(final Path path) throws IOException {
        if (OWN.contains(path.toAbsolutePath().normalize())) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (final OverlappingFileLockException e) {
            return true;
        }
    }

    /** Removes the marker. */
    void remove() throws IOException {
        // Deleted while locked, so nobody takes it over in between.
        Files.deleteIfExists(path);
        channel.close();
        OWN.remove(path);
    }
}
