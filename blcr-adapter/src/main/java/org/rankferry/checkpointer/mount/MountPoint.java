package org.rankferry.checkpointer.mount;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import org.rankferry.engine.nativeio.FuseDevice;

/** The directory at which files appear: found fit, mounted, unmounted. */
final class MountPoint {
    private static final Path DEVICE = Path.of("/dev/fuse");
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final String UNMOUNT = "fusermount3";
    private static final String PACKAGES = "apt-get install fuse3 libfuse3-3";
    private static final String TYPE = "fuse.rankferry";
    private static final int PATH_FIELD = 4;
    private static final long UNMOUNT_S = 10;

    private final Path path;

    private MountPoint(final Path path) {
        this.path = path;
    }

    /**
     * Looks whether files can appear there.
     *
     * @param directory empty, of this user, no mount.
     * @throws MountException in one line, when not.
     */
    static MountPoint check(final Path directory) {
        checkMachine();
        final Path path = directory.toAbsolutePath().normalize();
        final String mounted = typeOfMount(path);
        if (mounted != null) {
            checkLeftover(path, mounted);
        }
        if (!Files.exists(path)) {
            throw new MountException("mount point " + path + " does not exist; make it with: mkdir " + path, null);
        }
        if (!Files.isDirectory(path)) {
            throw new MountException("mount point " + path + " is no directory; give an empty one", null);
        }
        if (!Files.isWritable(path)) {
            throw new MountException(
                "mount point " + path + " can't be written by this user; give a directory of your own", null);
        }
        try {
            if (!isEmpty(path)) {
                throw new MountException(
                    "mount point " + path + " is not empty, and its files would be hidden; give an empty one", null);
            }
        } catch (final IOException e) {
            throw new MountException("mount point " + path + " can't be read: " + e.getMessage(), e);
        }
        return new MountPoint(path);
    }

    /** The directory. */
    Path path() {
        return path;
    }

    /**
     * Mounts.
     *
     * @param readOnly   whether programs may only read.
     * @param allowOther whether other users may come, as far as owner and mode of the files let them.
     */
    FuseDevice mount(final boolean readOnly, final boolean allowOther) {
        final String options = "fsname=rankferry,subtype=rankferry,default_permissions,nosuid,nodev"
            + (readOnly ? ",ro" : "") + (allowOther ? ",allow_other" : "");
        try {
            return FuseDevice.mount(path, options);
        } catch (final IOException e) {
            throw new MountException(e.getMessage() + (allowOther
                ? "; a user may give --allow-other when /etc/fuse.conf has user_allow_other" : ""), e);
        }
    }

    /** Owner of the directory, as the kernel counts: user in the low, group in the high 32 bits. */
    long owner() {
        try {
            return LogRecord.owner(
                (int) Files.getAttribute(path, "unix:uid"), (int) Files.getAttribute(path, "unix:gid"));
        } catch (final IOException e) {
            throw new MountException("mount point " + path + " can't be asked for its owner: " + e.getMessage(), e);
        }
    }

    /** Permissions of the directory. */
    int mode() {
        try {
            return (int) Files.getAttribute(path, "unix:mode") & Inode.PERMISSION_MASK;
        } catch (final IOException e) {
            throw new MountException("mount point " + path + " can't be asked for its mode: " + e.getMessage(), e);
        }
    }

    /** Nobody finds the files there any more; who has some open goes on until he closes them. */
    void unmount() {
        if (typeOfMount(path) == null) {
            return;
        }
        try {
            final Process process = new ProcessBuilder(UNMOUNT, "-u", "-z", "-q", path.toString())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (!process.waitFor(UNMOUNT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (final IOException e) {
            throw new MountException(UNMOUNT + " can't be run: " + e.getMessage() + "; run: umount -l " + path, e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isEmpty(final Path path) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            return !entries.iterator().hasNext();
        }
    }

    private static void checkMachine() {
        if (!Files.exists(DEVICE)) {
            throw new MountException("there is no " + DEVICE + "; load it with: modprobe fuse (a container wants it"
                + " handed in, with --device " + DEVICE + ')', null);
        }
        if (!FuseDevice.hasLibrary() || !hasUnmount()) {
            throw new MountException("a mount needs " + FuseDevice.LIBRARY + " and " + UNMOUNT + "; run: sudo "
                + PACKAGES, null);
        }
    }

    private static boolean hasUnmount() {
        final String path = System.getenv("PATH");
        return path != null && Arrays.stream(path.split(":", -1))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory).resolve(UNMOUNT)));
    }

    private static void checkLeftover(final Path path, final String type) {
        if (!type.equals(TYPE)) {
            throw new MountException(
                "mount point " + path + " has something of type " + type + " mounted already; give another one", null);
        }
        final boolean empty;
        try {
            empty = isEmpty(path); // attributes the kernel may remember, but a listing has to be asked for
        } catch (final IOException e) {
            throw new MountException("mount point " + path + " is left over from a rankferry that was killed; run: "
                + UNMOUNT + " -u " + path, e);
        }
        throw new MountException("mount point " + path + " is in use by another rankferry mount, which has "
            + (empty ? "no files yet" : "files") + "; give another directory", null);
    }

    /** The type of what is mounted there; null when nothing is. */
    private static String typeOfMount(final Path path) {
        try {
            String type = null;
            for (final String line : Files.readAllLines(MOUNTS)) {
                final String[] fields = line.split(" ", -1);
                if (unescape(fields[PATH_FIELD]).equals(path.toString())) {
                    type = line.substring(line.indexOf(" - ") + 3).split(" ", 2)[0];
                }
            }
            return type;
        } catch (final IOException e) {
            throw new MountException(MOUNTS + " can't be read: " + e.getMessage(), e);
        }
    }

    /** The kernel writes blanks and the like in a path as a backslash and three octal digits. */
    private static String unescape(final String field) {
        return field.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\");
    }
}
