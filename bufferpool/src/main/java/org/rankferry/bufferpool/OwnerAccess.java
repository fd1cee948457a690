package org.rankferry.bufferpool;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Images hold all that a process knows, so what they pass through belongs to one user alone: directories of mode 0700,
 * files of mode 0600, and no symbolic link where somebody else could have put it.
 */
public final class OwnerAccess {
    private static final int MAX_ATTEMPTS = 1000;

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
        PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private OwnerAccess() {
    }

    /**
     * The user this process runs as.
     *
     * @return its numeric id.
     */
    public static int uid() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (final IOException e) {
            throw new PoolException("can't read the owner of /proc/self: " + e.getMessage() + "; mount /proc", e);
        }
    }

    /**
     * Makes sure that a directory exists, and is ours alone: makes it, mode 0700, if there is nothing of this name.
     *
     * @param directory to have; its parent must exist.
     * @param what      it is, for messages: "pool directory".
     * @return true if it was made now.
     * @throws PoolException       if it can't be made, or {@link #requireDirectory} refuses what is there.
     * @throws NoSuchFileException if its parent does not exist, or it vanishes each time it was made.
     */
    public static boolean createDirectory(final Path directory, final String what) throws NoSuchFileException {
        // Its last owner may remove it between the two steps, which is the other half of a race, and no error.
        for (int attempt = 1;; attempt++) {
            final boolean created = makeDirectory(directory, what);
            try {
                requireDirectory(directory, what);
                return created;
            } catch (final NoSuchFileException e) {
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /**
     * Judged by one look at the directory and one at its file system: two looks by path may see two directories, when
     * an owner removes it and another one makes it again in between.
     */
    private static boolean isWritable(final Path directory, final PosixFileAttributes attributes)
        throws NoSuchFileException {
        try {
            return !Files.getFileStore(directory).isReadOnly() && (uid() == 0 || attributes.permissions().containsAll(
                Set.of(PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE)));
        } catch (final IOException e) {
            throw new NoSuchFileException(directory.toString(), null, OwnerAccess.reason(e));
        }
    }

    /**
     * Refuses what is not a directory of ours that only we may enter and write to.
     *
     * @param directory to look at; a symbolic link is refused.
     * @param what      it is, for messages: "pool directory".
     * @throws PoolException       if it is refused; the message says why, and the remedy.
     * @throws NoSuchFileException if it does not exist.
     */
    public static void requireDirectory(final Path directory, final String what) throws NoSuchFileException {
        final PosixFileAttributes attributes = attributes(directory, what);
        if (!attributes.isDirectory()) {
            throw new PoolException(what + " " + directory + " is " +
                (attributes.isSymbolicLink() ? "a symbolic link" : "no directory") + "; remove it, or give another");
        }
        requireOurs(directory, what, attributes, "700");
        if (!isWritable(directory, attributes)) {
            throw new PoolException(what + " " + directory + " is not writable (mode " +
                PosixFilePermissions.toString(attributes.permissions()) + "); run: chmod 700 " + directory +
                ", or give one on a file system that is not read-only");
        }
    }

    /**
     * Refuses what is not a regular file of ours that nobody else may read or write.
     *
     * @param file to look at; a symbolic link is refused.
     * @param what it is, for messages: "pool file".
     * @return its size in bytes.
     * @throws PoolException       if it is refused; the message says why, and the remedy.
     * @throws NoSuchFileException if it does not exist.
     */
    public static long requireFile(final Path file, final String what) throws NoSuchFileException {
        final PosixFileAttributes attributes = attributes(file, what);
        if (!attributes.isRegularFile()) {
            throw new PoolException(what + " " + file + " is " +
                (attributes.isSymbolicLink() ? "a symbolic link" : "no regular file") + "; remove it, or give another");
        }
        requireOurs(file, what, attributes, "600");
        return attributes.size();
    }

    /**
     * Why an operation failed, without the name of the file it failed on.
     *
     * @param e what was thrown.
     * @return a few words.
     */
    public static String reason(final IOException e) {
        if (e instanceof final java.nio.file.FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return switch (e) {
            case NoSuchFileException _ -> "No such file or directory";
            case FileAlreadyExistsException _ -> "File exists";
            case java.nio.file.AccessDeniedException _ -> "Permission denied";
            default -> e.getMessage();
        };
    }

    private static boolean makeDirectory(final Path directory, final String what) throws NoSuchFileException {
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
            return true;
        } catch (final FileAlreadyExistsException e) {
            return false;
        } catch (final NoSuchFileException e) {
            throw e;
        } catch (final IOException e) {
            throw new PoolException(what + " " + directory + " can't be made (" + reason(e) +
                "); give one that user " + uid() + " may write to", e);
        }
    }

    private static PosixFileAttributes attributes(final Path path, final String what) throws NoSuchFileException {
        try {
            return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (final NoSuchFileException e) {
            throw e;
        } catch (final IOException e) {
            throw new PoolException(what + " " + path + " can't be looked at (" + reason(e) + "); give another", e);
        }
    }

    private static void requireOurs(
        final Path path, final String what, final PosixFileAttributes attributes, final String mode)
        throws NoSuchFileException {
        final int owner;
        try {
            owner = (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } catch (final NoSuchFileException e) {
            throw e;
        } catch (final IOException e) {
            throw new PoolException(what + " " + path + " can't be looked at (" + reason(e) + "); give another", e);
        }
        if (owner != uid()) {
            throw new PoolException(what + " " + path + " belongs to user " + owner + ", this process runs as user " +
                uid() + "; give one of its own");
        }
        final Set<PosixFilePermission> open = EnumSet.copyOf(OTHERS);
        open.retainAll(attributes.permissions());
        if (!open.isEmpty()) {
            throw new PoolException(what + " " + path + " is open to other users (mode " +
                PosixFilePermissions.toString(attributes.permissions()) + "); run: chmod " + mode + " " + path);
        }
    }
}
