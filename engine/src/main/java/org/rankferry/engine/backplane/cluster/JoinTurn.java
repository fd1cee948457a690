package org.rankferry.engine.backplane.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.agrona.CloseHelper;
import org.rankferry.bufferpool.PosixFile;
import org.rankferry.engine.backplane.BackplaneException;

/**
 * Nodes of one machine join one after the other: two that look for a cluster at the same time would find none, and
 * begin one each. A lock on a file, which goes with a process that dies; whoever has it removes the file in the end.
 */
final class JoinTurn implements AutoCloseable {
    private static final long RETRY_MS = 10;
    /** Such a lock is a process's, not a thread's. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final PosixFile locked;

    private JoinTurn(final Path file, final PosixFile locked) {
        this.file = file;
        this.locked = locked;
    }

    /**
     * Waits for it.
     *
     * @param file     to lock.
     * @param deadline at the most.
     * @throws BackplaneException when others have it all the time.
     */
    static JoinTurn await(final Path file, final Duration deadline) {
        final long untilNs = System.nanoTime() + deadline.toNanos();
        try {
            while (true) {
                final PosixFile locked = tryLock(file);
                if (locked != null) {
                    return new JoinTurn(file, locked);
                }
                if (System.nanoTime() - untilNs >= 0) {
                    throw new BackplaneException("other nodes of this machine have joined the backplane for "
                        + deadline.toSeconds() + " s; does one of them hang? Its lock is " + file);
                }
                Thread.sleep(RETRY_MS);
            }
        } catch (final IOException e) {
            throw new BackplaneException("lock " + file + " of the backplane can't be had: " + e.getMessage(), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackplaneException("interrupted while waiting for lock " + file, e);
        }
    }

    /** Null when somebody else has it, or had it and has just removed this file. */
    private static PosixFile tryLock(final Path file) throws IOException {
        if (!HELD_HERE.add(file)) {
            return null;
        }
        PosixFile lock = null;
        boolean held = false;
        try {
            lock = PosixFile.openOrCreate(file);
            held = lock.channel().tryLock() != null && lock.isStillAtItsPath();
            return held ? lock : null;
        } finally {
            if (!held) {
                CloseHelper.quietClose(lock);
                HELD_HERE.remove(file);
            }
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (final IOException e) {
            throw new BackplaneException("lock " + file + " can't be removed: " + e.getMessage(), e);
        } finally {
            CloseHelper.quietClose(locked);
            HELD_HERE.remove(file);
        }
    }
}
