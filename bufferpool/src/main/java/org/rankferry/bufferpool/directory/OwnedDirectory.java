package org.rankferry.bufferpool.directory;

import java.nio.file.Path;
import java.util.List;

import org.rankferry.bufferpool.PoolException;

/** The run directory of one live owner (skeleton). */
@SuppressWarnings("DoNotCallSuggester")
public final class OwnedDirectory implements AutoCloseable {
    private OwnedDirectory() {
    }

    /**
     * The directory that holds the directories of all owners of this user: {@code RANKFERRY_RUN_DIR}, or
     * {@code /dev/shm/rankferry-<uid>}.
     *
     * @return its path; it exists, is ours, and nobody else can enter it.
     */
    public static Path defaultRunDirectory() {
        throw new PoolException("not yet");
    }

    /**
     * Becomes the source of a job on this host.
     *
     * @param runDirectory of this user.
     * @param job          name of the job.
     * @return the directory {@code <run>/source-<job>}.
     */
    public static OwnedDirectory forSource(final Path runDirectory, final String job) {
        throw new PoolException("not yet: " + runDirectory + job);
    }

    /**
     * Becomes a target on this host.
     *
     * @param runDirectory of this user.
     * @param name         name of the target.
     * @return the directory {@code <run>/target-<name>}.
     */
    public static OwnedDirectory forTarget(final Path runDirectory, final String name) {
        throw new PoolException("not yet: " + runDirectory + name);
    }

    /**
     * The directory.
     *
     * @return its absolute path.
     */
    public Path path() {
        throw new PoolException("not yet");
    }

    /**
     * Whether a crashed owner had left the directory behind.
     *
     * @return true if something was removed.
     */
    public boolean recovered() {
        throw new PoolException("not yet");
    }

    /**
     * What a crashed owner had left behind and was removed.
     *
     * @return paths.
     */
    public List<Path> removed() {
        throw new PoolException("not yet");
    }

    /**
     * Records a pool file outside this directory, so that it is removed after a crash. Call before creating the file.
     *
     * @param poolFile the file.
     */
    public void recordPool(final Path poolFile) {
        throw new PoolException("not yet: " + poolFile);
    }

    @Override
    public void close() {
        throw new PoolException("not yet");
    }
}
