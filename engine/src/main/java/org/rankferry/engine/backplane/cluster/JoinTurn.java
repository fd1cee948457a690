package org.rankferry.engine.backplane.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import org.agrona.CloseHelper;
import org.rankferry.engine.backplane.BackplaneException;

/**
 * Nodes of one machine join one after the other: two that look for a cluster at the same time would find none, and
 * begin one each. A lock on a file, which goes with a process that dies; whoever has it removes the file in the end.
 */
final class JoinTurn implements AutoCloseable {
    private static final long RETRY_MS = 10;
    /** Of a sparse file; any file system takes it. */
    private static final long MOST_LENGTH = 1L << 40;
    /** Such a lock is a process's, not a thread's. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel locked;

    private JoinTurn(final Path file, final FileChannel locked) {
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
                final FileChannel locked = tryLock(file);
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
    private static FileChannel tryLock(final Path file) throws IOException {
        if (!HELD_HERE.add(file)) {
            return null;
        }
        FileChannel channel = null;
        boolean held = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            held = channel.tryLock() != null && isStillThere(file, channel);
            return held ? channel : null;
        } finally {
            if (!held) {
                CloseHelper.quietClose(channel);
                HELD_HERE.remove(file);
            }
        }
    }

    /** By a length that no other file has: to open it once more, and close it, would give the lock away. */
    private static boolean isStillThere(final Path file, final FileChannel channel) throws IOException {
        final long length = ThreadLocalRandom.current().nextLong(1, MOST_LENGTH);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(new byte[1]), length - 1);
        try {
            return Files.size(file) == length;
        } catch (final NoSuchFileException e) {
            return false;
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
