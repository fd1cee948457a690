package org.rankferry.compare.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.nativeio.Descriptor;

/**
 * A directory of this process for one purpose, mode 0700, and the long-lived programs that work in it. Closing it ends
 * them, takes away what is mounted in it, and removes it. The directory is locked as long as its owner lives, which the
 * kernel ends with the process; whoever opens a place for the same purpose beside it then removes what was left.
 *
 * <pre>
 *   PARENT/rankferry-PURPOSE-4711.../
 *      processes      boot id, then a line "PID START" for each program; written after the lock was taken
 *      log/           what the programs print
 * </pre>
 *
 * <p>Any thread may call; closing waits for a start that is under way.
 */
public final class WorkPlace implements AutoCloseable {
    private static final String PREFIX = "rankferry-";
    private static final String PROCESSES = "processes";
    /** Longer than anybody takes from making a directory to locking it and writing into it. */
    private static final Duration NEW = Duration.ofMinutes(1);

    private final Path path;
    private final Descriptor lock;
    private final ChildProcesses children;
    private boolean closed;

    private WorkPlace(final Path path, final Descriptor lock) throws IOException {
        this.path = path;
        this.lock = lock;
        ProcessRecord.begin(path.resolve(PROCESSES));
        children = new ChildProcesses(Files.createDirectory(path.resolve("log")), this::record);
    }

    /**
     * Makes one, after removing those of the same purpose beside it whose owners are dead.
     *
     * @param parent  is made if it is missing.
     * @param purpose a word of small letters.
     * @throws TransferException when it can't be made, or what was left can't be removed.
     */
    public static WorkPlace open(final Path parent, final String purpose) {
        try {
            final Path real = Files.createDirectories(parent).toRealPath();
            removeLeftovers(real, PREFIX + purpose + "-");
            while (true) {
                final Path path = Files.createTempDirectory(real, PREFIX + purpose + "-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                final Descriptor lock = Descriptor.open(path);
                if (lock.lock()) {
                    return new WorkPlace(path, lock);
                }
                lock.close(); // somebody just looks whether it was left
            }
        } catch (final IOException e) {
            throw new TransferException("no directory can be made in " + parent + ": " + e.getMessage()
                + "; give another one", e);
        }
    }

    /** The directory, absolute and without symbolic links. */
    public Path path() {
        return path;
    }

    /** Makes a directory in it. */
    public Path directory(final String name) {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (final IOException e) {
            throw new TransferException(path.resolve(name) + " can't be made: " + e.getMessage(), e);
        }
    }

    /** Writes a file in it. */
    public Path file(final String name, final String text) {
        try {
            return Files.writeString(path.resolve(name), text);
        } catch (final IOException e) {
            throw new TransferException(path.resolve(name) + " can't be written: " + e.getMessage(), e);
        }
    }

    /**
     * Starts a program that stays in the foreground.
     *
     * @param name    of its log, and in messages.
     * @param command to run.
     * @throws TransferException when it can't be started, or this is closed.
     */
    public synchronized Process start(final String name, final List<String> command) {
        if (closed) {
            throw new TransferException(name + " is not started: stopped");
        }
        return children.start(name, command);
    }

    /**
     * Looks until something is so, or a program that must go on has ended.
     *
     * @param name    of the program.
     * @param process it is.
     * @param what    is waited for, in messages.
     * @throws TransferException with what the program said last, when it has ended or the time is over.
     */
    public void await(
        final String name, final Process process, final String what, final Duration patience,
        final BooleanSupplier condition) {

        final boolean met = Deadline.await(patience, () -> !process.isAlive() || condition.getAsBoolean());
        if (!met || !process.isAlive()) {
            final String words = children.lastWords(name);
            throw new TransferException(name + (met ? " ended with code " + process.exitValue()
                : " has not " + what + " within " + patience.toSeconds() + " s")
                + (words.isEmpty() ? "" : ": " + words));
        }
    }

    /** Ends a program before the others: SIGTERM, and SIGKILL when it takes longer than {@code grace}. */
    public static void stop(final Process process, final Duration grace) {
        ChildProcesses.stop(process, grace);
    }

    /** Ends everything, whatever state it is in, and removes it. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock; children) {
            for (final Path point : MountTable.read().beneath(path)) {
                Unmount.of(point, children::close);
            }
            children.close();
            DeadTree.remove(path);
        } catch (final IOException e) {
            throw new TransferException(path + " can't be removed: " + e.getMessage(), e);
        }
    }

    private void record(final Process process) {
        try {
            ProcessRecord.add(path.resolve(PROCESSES), process.pid());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeLeftovers(final Path parent, final String prefix) throws IOException {
        try (DirectoryStream<Path> places = Files.newDirectoryStream(parent, prefix + "*")) {
            for (final Path place : places) {
                removeIfDead(place);
            }
        }
    }

    private static void removeIfDead(final Path place) throws IOException {
        try (Descriptor descriptor = Descriptor.open(place)) {
            final Path processes = place.resolve(PROCESSES);
            final boolean made = Files.exists(processes)
                || Files.getLastModifiedTime(place).toInstant().isBefore(Instant.now().minus(NEW));
            if (!made || !descriptor.lock()) {
                return;
            }
            ProcessRecord.killAll(processes);
            for (final Path point : MountTable.read().beneath(place)) {
                Unmount.of(point, () -> { });
            }
            DeadTree.remove(place);
        } catch (final NoSuchFileException e) {
            return; // its owner, or somebody else who looked, was faster
        }
    }
}
