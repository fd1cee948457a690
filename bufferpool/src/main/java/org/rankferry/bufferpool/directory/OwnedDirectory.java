package org.rankferry.bufferpool.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import org.rankferry.bufferpool.OwnerAccess;
import org.rankferry.bufferpool.PoolException;
import org.rankferry.bufferpool.PosixFile;

/**
 * The run directory of one live source or target: {@code <run>/source-<job>/} or {@code <run>/target-<name>/}, mode
 * 0700. A POSIX lock on its file {@code lock}, which the kernel ends when the process ends in whatever way, shows that
 * the owner lives. Where the lock can be taken the owner is gone, and what it left is removed.
 *
 * <p>Between opening {@code lock} and locking it, a closing owner may have removed it and another starter made a new
 * one: after locking, the path must still name the file that is locked, or the start begins again. An owner removes
 * {@code lock} last and while it holds it, so nobody who locked a newer one loses anything.
 *
 * <p>POSIX locks are per process: this process could take a lock it holds already, and would lose it on closing any
 * other descriptor of the file. So a path owned in this process is refused before its lock file is opened, and
 * <b>nobody may open the lock file of a directory that this process owns</b>.
 *
 * <p>Any thread may make one; one thread uses it.
 */
public final class OwnedDirectory implements AutoCloseable {
    /** Name of the lock file. */
    public static final String LOCK_NAME = "lock";

    private static final String RUN_DIR_VARIABLE = "RANKFERRY_RUN_DIR";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int MAX_ATTEMPTS = 1000;
    private static final Set<Path> OWNED_HERE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final PosixFile lock;
    private final List<Path> removed;
    private LockRecord record;
    private boolean isClosed;

    private OwnedDirectory(final Path path, final PosixFile lock, final String purpose) throws IOException {
        this.path = path;
        this.lock = lock;
        removed = List.copyOf(removeLeftovers(path, LockRecord.read(lock.channel())));
        record = LockRecord.ofThisProcess(purpose);
        record.write(lock.channel());
    }

    /**
     * The directory that holds the directories of all owners of this user: {@code RANKFERRY_RUN_DIR}, or
     * {@code /dev/shm/rankferry-<uid>}.
     *
     * @return its path; it exists, is ours, mode 0700.
     * @throws PoolException if it can't be made, is not ours, or open to others.
     */
    public static Path defaultRunDirectory() {
        return runDirectory(defaultRunDirectoryPath());
    }

    /**
     * Where {@link #defaultRunDirectory} is or would be.
     *
     * @return its absolute path; nothing is made or checked.
     */
    public static Path defaultRunDirectoryPath() {
        final String given = System.getenv(RUN_DIR_VARIABLE);
        return (given == null || given.isEmpty() ? sharedMemoryRunDirectory() : Path.of(given))
            .toAbsolutePath().normalize();
    }

    /**
     * Becomes the source of a job on this host.
     *
     * @param runDirectory of this user; made if it is missing.
     * @param job          name of the job: 1 to 64 of {@code [A-Za-z0-9._-]}, not "." or "..".
     * @return the directory {@code <run>/source-<job>}, with nothing in it but the lock file.
     * @throws PoolException if the job has a live source on this host, or the directory can't be had.
     */
    public static OwnedDirectory forSource(final Path runDirectory, final String job) {
        return own(runDirectory, "source-", checkName("job name", job), "source of job " + job,
            "job " + job + " already has a source on this host", "give this job another name");
    }

    /**
     * Becomes a target on this host.
     *
     * @param runDirectory of this user; made if it is missing.
     * @param name         name of the target: as that of a job.
     * @return the directory {@code <run>/target-<name>}, with nothing in it but the lock file.
     * @throws PoolException if a live target has this name on this host, or the directory can't be had.
     */
    public static OwnedDirectory forTarget(final Path runDirectory, final String name) {
        return own(runDirectory, "target-", checkName("target name", name), "target " + name,
            "target " + name + " already runs on this host", "give this target another name");
    }

    /**
     * Becomes the agent of a node on this host.
     *
     * @param runDirectory of this user; made if it is missing.
     * @param name         name of the node: as that of a job.
     * @return the directory {@code <run>/node-<name>}, with nothing in it but the lock file.
     * @throws PoolException if a live agent has this name on this host, or the directory can't be had.
     */
    public static OwnedDirectory forNode(final Path runDirectory, final String name) {
        return own(runDirectory, "node-", checkName("node name", name), "agent of node " + name,
            "an agent of node " + name + " already runs on this host", "give this node another name");
    }

    /**
     * Becomes the manager of a job on this host.
     *
     * @param runDirectory of this user; made if it is missing.
     * @param job          name of the job: 1 to 64 of {@code [A-Za-z0-9._-]}, not "." or "..".
     * @return the directory {@code <run>/job-<name>}, with nothing in it but the lock file.
     * @throws PoolException if the job has a live manager on this host, or the directory can't be had.
     */
    public static OwnedDirectory forJob(final Path runDirectory, final String job) {
        return own(runDirectory, "job-", checkName("job name", job), "manager of job " + job,
            "job " + job + " already has a manager on this host", "give this job another name");
    }

    /** {@return the absolute path of the directory} */
    public Path path() {
        return path;
    }

    /** {@return whether an owner that crashed had left something here, which was removed} */
    public boolean recovered() {
        return !removed.isEmpty();
    }

    /**
     * What an owner that crashed had left, and was removed.
     *
     * @return paths; the old lock file stands for itself, though it is used again.
     */
    public List<Path> removed() {
        return removed;
    }

    /**
     * Records a pool file outside this directory, so that the next start removes it should this process crash. Call it
     * before the file is created.
     *
     * @param poolFile the file.
     * @throws PoolException if the file exists, so that another one's pool is never taken for ours.
     */
    public void recordPool(final Path poolFile) {
        final Path file = poolFile.toAbsolutePath().normalize();
        if (file.toString().indexOf('\n') >= 0) {
            throw new PoolException("pool file " + file.toString().replace('\n', '?') +
                " has a line break in its path; give another --pool-dir");
        }
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new PoolException("pool file " + file + " exists; another source uses it, or remove it");
        }
        record = record.withPool(file);
        try {
            record.write(lock.channel());
        } catch (final IOException e) {
            throw failed(path, "written to", e);
        }
    }

    /** Removes the directory and everything in it, then lets the lock go. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try (lock) {
            // A recorded pool is its PoolFile's to remove: should creating it have failed, the file may be another's.
            DirectoryTree.deleteAllBut(lockFile(path), path, new ArrayList<>());
            DirectoryTree.deleteIfEmpty(lockFile(path), path);
        } catch (final IOException e) {
            throw failed(path, "removed", e);
        } finally {
            OWNED_HERE.remove(path);
        }
        removeRunDirectory(path.getParent());
    }

    static Path runDirectory(final Path given) {
        final Path directory = given.toAbsolutePath().normalize();
        try {
            OwnerAccess.createDirectory(directory, "run directory");
            return directory;
        } catch (final NoSuchFileException e) {
            throw new PoolException("run directory " + directory + " can't be made: its parent does not exist; make " +
                "it, or set " + RUN_DIR_VARIABLE, e);
        }
    }

    private static OwnedDirectory own(
        final Path runDirectory,
        final String prefix,
        final String name,
        final String purpose,
        final String conflict,
        final String remedy) {
        // Each lost race means that another starter or closer got on; that many in a row are no race any more.
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            final Path run = runDirectory(runDirectory);
            final Path path = run.resolve(prefix + name);
            final Outcome outcome;
            try {
                outcome = own(run.toRealPath().resolve(prefix + name), purpose);
            } catch (final NoSuchFileException e) {
                continue;
            } catch (final IOException e) {
                throw failed(path, "owned", e);
            }
            switch (outcome) {
                case Owned owned -> {
                    return owned.directory();
                }
                case HeldBy held -> throw new PoolException(conflict + " (pid " +
                    (held.pid().isPresent() ? held.pid().getAsLong() : "not known yet") + "); stop it, or " + remedy);
                case LostRace _ -> Thread.onSpinWait();
            }
        }
        throw new PoolException("directory " + runDirectory.resolve(prefix + name) + " was replaced " + MAX_ATTEMPTS +
            " times while it was locked; stop what removes it, or " + remedy);
    }

    private static Outcome own(final Path path, final String purpose) throws IOException {
        if (!OWNED_HERE.add(path)) {
            return new HeldBy(OptionalLong.of(ProcessHandle.current().pid()));
        }
        Outcome outcome = null;
        try {
            OwnerAccess.createDirectory(path, "directory");
            outcome = take(PosixFile.openOrCreate(lockFile(path)), path, purpose);
            return outcome;
        } finally {
            if (!(outcome instanceof Owned)) {
                OWNED_HERE.remove(path);
            }
        }
    }

    /** Locks an open lock file and says what came of it; unless it is Owned now, the file is closed. */
    static Outcome take(final PosixFile lock, final Path path, final String purpose) throws IOException {
        Outcome outcome = null;
        try {
            if (lock.channel().tryLock() == null) {
                outcome = new HeldBy(LockRecord.read(lock.channel()).pid());
            } else if (lock.isStillAtItsPath()) {
                outcome = new Owned(recorded(path, lock, purpose));
            } else {
                outcome = new LostRace();
            }
            return outcome;
        } finally {
            if (!(outcome instanceof Owned)) {
                lock.close();
            }
        }
    }

    /** Of a lock that is held. What can't be recorded, for want of space say, is not left behind. */
    private static OwnedDirectory recorded(final Path path, final PosixFile lock, final String purpose)
        throws IOException {

        OwnedDirectory owned = null;
        try {
            owned = new OwnedDirectory(path, lock, purpose);
            return owned;
        } finally {
            if (owned == null) {
                DirectoryTree.deleteIfEmpty(lockFile(path), path);
            }
        }
    }

    private static List<Path> removeLeftovers(final Path path, final LockRecord left) throws IOException {
        final List<Path> gone = new ArrayList<>();
        if (left.pid().isPresent()) {
            gone.add(lockFile(path));
        }
        DirectoryTree.deleteAllBut(lockFile(path), path, gone);
        if (left.pool().isPresent() && isPoolOfOurs(left.pool().get()) && Files.deleteIfExists(left.pool().get())) {
            gone.add(left.pool().get());
        }
        return gone;
    }

    /** Whatever a lock file says, only what could have been a pool of this user is removed. */
    private static boolean isPoolOfOurs(final Path pool) {
        try {
            OwnerAccess.requireFile(pool, "pool file");
            return true;
        } catch (final NoSuchFileException | PoolException e) {
            return false;
        }
    }

    private static Path sharedMemoryRunDirectory() {
        return Path.of("/dev/shm/rankferry-" + OwnerAccess.uid());
    }

    /** Nothing shall be left in shared memory; a directory that a site chose stays. */
    private static void removeRunDirectory(final Path run) {
        if (run.equals(sharedMemoryRunDirectory())) {
            try {
                DirectoryTree.deleteIfEmpty(run);
            } catch (final IOException e) {
                throw failed(run, "removed", e);
            }
        }
    }

    private static Path lockFile(final Path directory) {
        return directory.resolve(LOCK_NAME);
    }

    private static String checkName(final String what, final String name) {
        if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw new PoolException(what + " \"" + name.replaceAll("\\p{Cntrl}", "?") +
                "\" can't be used; give 1 to 64 of A-Z a-z 0-9 . _ -, not \".\" or \"..\"");
        }
        return name;
    }

    private static PoolException failed(final Path path, final String what, final IOException e) {
        return new PoolException("directory " + path + " can't be " + what + " (" + OwnerAccess.reason(e) +
            "); check its permissions and its file system", e);
    }

    sealed interface Outcome permits Owned, HeldBy, LostRace {
    }

    record Owned(OwnedDirectory directory) implements Outcome {
    }

    record HeldBy(OptionalLong pid) implements Outcome {
    }

    record LostRace() implements Outcome {
    }
}
