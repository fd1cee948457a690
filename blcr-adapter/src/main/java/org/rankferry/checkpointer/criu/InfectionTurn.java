package org.rankferry.checkpointer.criu;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.Semaphore;

import org.agrona.CloseHelper;

/**
 * Keeps dumps of one machine from getting into each other's way. What CRIU puts into a task of another PID namespace
 * makes a directory of a fixed name below {@code /tmp} for a moment, to mount that namespace's {@code /proc} on, and
 * the dump fails when it is there already. So tasks are infected by one dump at a time; their pages, which are most of
 * the work, come after that and all at once.
 */
final class InfectionTurn implements AutoCloseable {
    private static final Path FILE = Path.of(System.getProperty("java.io.tmpdir"), "rankferry-criu.lock");
    /** A lock on a file is its process's, not a thread's. */
    private static final Semaphore THREADS = new Semaphore(1);

    private FileChannel file;
    private FileLock lock;
    private int tasks;
    private boolean over;

    /**
     * Waits for the turn; interruptible.
     *
     * @param tasks that are to be infected.
     */
    InfectionTurn(final int tasks) throws IOException {
        this.tasks = tasks;
        try {
            THREADS.acquire();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the image is not wanted any more", e);
        }
        try {
            file = FileChannel.open(
                FILE, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
            lock = file.lock();
        } catch (final IOException e) {
            close();
            throw e;
        }
    }

    /** The pages of one more task come, so that one is infected. After the last one it is the next dump's turn. */
    void infected() throws IOException {
        if (--tasks == 0) {
            close();
        }
    }

    @Override
    public void close() throws IOException {
        if (!over) {
            over = true;
            try {
                CloseHelper.closeAll(lock, file);
            } finally {
                THREADS.release();
            }
        }
    }
}
