package org.rankferry.checkpointer.criu;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.agrona.CloseHelper;
import org.rankferry.engine.nativeio.Descriptor;

/**
 * Keeps dumps of one machine from getting into each other's way. What CRIU puts into a task of another PID namespace
 * makes a directory of a fixed name below {@code /tmp} for a moment, to mount that namespace's {@code /proc} on, and
 * the dump fails when it is there already. So tasks are infected by one dump at a time, which holds a lock on
 * {@code /tmp}; their pages, which are most of the work, come after that and all at once.
 */
final class InfectionTurn implements AutoCloseable {
    private static final Path PLACE = Path.of("/tmp");
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Descriptor place;
    private int tasks;

    /**
     * Waits for the turn; interruptible.
     *
     * @param tasks that are to be infected.
     */
    InfectionTurn(final int tasks) throws IOException {
        this.tasks = tasks;
        place = Descriptor.open(PLACE);
        while (!place.lock()) {
            if (Thread.currentThread().isInterrupted()) {
                CloseHelper.quietClose(place);
                throw new IOException("the image is not wanted any more");
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    /** The pages of one more task come, so that one is infected. After the last one it is the next dump's turn. */
    void infected() {
        if (--tasks == 0) {
            close();
        }
    }

    @Override
    public void close() {
        place.close();
    }
}
