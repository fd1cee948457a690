package org.rankferry.bench.scene;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.agrona.CloseHelper;
import org.agrona.IoUtil;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.TransferException;

/**
 * A directory of its own for everything a benchmark makes; removed when it is closed. A benchmark that was killed can't
 * do that and may leave gigabytes of memory behind, so each new one removes those whose lock nobody holds any more.
 */
public final class Scratch implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");

    private static final String PREFIX = "rankferry-bench-";
    private static final String LOCK = "lock";
    /** It has this name until it is locked: nobody shall see one that is not, and take it for abandoned. */
    private static final String UNLOCKED = "unlocked";

    /** Of this process: to open and close one again would give its lock up. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path root;
    private final FileChannel lock;

    /** Makes it, with a secret in it. */
    public Scratch() {
        this(MEMORY);
    }

    Scratch(final Path parent) {
        try {
            removeAbandoned(parent);
            root = Files.createTempDirectory(parent, PREFIX);
            OWN.add(root);
            final Path file = Files.createFile(root.resolve(UNLOCKED));
            lock = FileChannel.open(file, StandardOpenOption.WRITE);
            lock.lock();
            Files.move(file, root.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
            Files.createDirectory(run(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            SecretFile.create(secret());
        } catch (final IOException e) {
            throw new TransferException("bench needs a directory in " + parent + ": " + e.getMessage(), e);
        }
    }

    /** One that has no lock file is just being made. */
    private static void removeAbandoned(final Path parent) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (final Path directory : all) {
                final Path file = directory.resolve(LOCK);
                if (!OWN.contains(directory) && Files.exists(file) && isAbandoned(file)) {
                    IoUtil.delete(directory.toFile(), true);
                }
            }
        }
    }

    private static boolean isAbandoned(final Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return channel.tryLock() != null;
        } catch (final IOException e) {
            return false; // another user's
        }
    }

    /** The directory. */
    public Path root() {
        return root;
    }

    /** A run directory in it. */
    public Path run() {
        return root.resolve("run");
    }

    /** File with a secret. */
    public Path secret() {
        return root.resolve("secret");
    }

    @Override
    public void close() {
        CloseHelper.quietClose(lock);
        OWN.remove(root);
        IoUtil.delete(root.toFile(), true);
    }
}
