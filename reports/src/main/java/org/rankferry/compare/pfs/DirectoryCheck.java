package org.rankferry.compare.pfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

import org.rankferry.bufferpool.OwnerAccess;
import org.rankferry.compare.host.Deadline;
import org.rankferry.engine.api.TransferException;

/** What is wrong with a directory that a run is to write to, found out before the run. */
public final class DirectoryCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final double MB = 1e6;
    /** What a disk or the memory of this machine has. */
    private static final Set<String> OF_ONE_MACHINE = Set.of(
        "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "tmpfs", "ramfs", "overlay", "rootfs");

    private DirectoryCheck() {
    }

    /**
     * Refuses a directory that does not exist, is not writable, or has not the room.
     *
     * @param directory of this machine's disk, or any other.
     * @param bytes     that the run writes at the most at one time.
     * @return what it is on.
     * @throws TransferException in one line with the remedy.
     */
    public static FileSystemFacts requireUsable(final Path directory, final long bytes) {
        final FileSystemFacts facts = FileSystemFacts.of(directory);
        check(directory, facts, bytes);
        return facts;
    }

    /**
     * Refuses as well what is not on a parallel file system because that is not mounted: the directory is there, and
     * what is written to it would go to the disk beneath.
     *
     * @param directory of a parallel file system.
     * @param bytes     that the run writes at the most at one time.
     * @return what it is on.
     * @throws TransferException in one line with the remedy.
     */
    public static FileSystemFacts requireMounted(final Path directory, final long bytes) {
        final FileSystemFacts facts = FileSystemFacts.of(directory);
        checkMounted(directory, facts);
        check(directory, facts, bytes);
        return facts;
    }

    static void checkMounted(final Path directory, final FileSystemFacts facts) {
        if (facts.mount().equals(Path.of("/"))
            || (OF_ONE_MACHINE.contains(facts.type())
            && !facts.mount().equals(directory.toAbsolutePath().normalize()))) {
            throw new TransferException("nothing is mounted at " + directory + ": it is a directory of " + facts.type()
                + " at " + facts.mount() + "; mount the parallel file system, or give a directory in its mount");
        }
    }

    private static void check(final Path directory, final FileSystemFacts facts, final long bytes) {
        if (facts.readOnly()) {
            throw new TransferException("directory " + directory + " is read-only: " + facts.type() + " at "
                + facts.mount() + "; mount it for writing, or give another one");
        }
        if (facts.freeBytes() < bytes) {
            throw new TransferException(String.format(Locale.ROOT,
                "directory %s is too full: the run needs %.0f MB there, %s at %s has %.0f MB free; make room, or give"
                    + " another one", directory, bytes / MB, facts.type(), facts.mount(), facts.freeBytes() / MB));
        }
        checkWritable(directory);
    }

    private static void checkWritable(final Path directory) {
        try {
            Deadline.call("directory " + directory, PATIENCE, () -> {
                final Path file = Files.createTempFile(directory, ".rankferry-", ".check");
                Files.delete(file);
                return file;
            });
        } catch (final TransferException e) {
            throw e;
        } catch (final IOException e) {
            throw new TransferException("directory " + directory + " is not writable (" + OwnerAccess.reason(e)
                + "); change its permissions, or give another one", e);
        } catch (final Exception e) {
            throw new AssertionError(e);
        }
    }
}
