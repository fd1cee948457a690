package org.rankferry.engine.coordinator.node;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

import org.rankferry.engine.api.ImageStreams;
import org.rankferry.engine.checkpoint.Restore;

/**
 * A copy of a rank that a checkpointer brings to life from its image. Until that has started something there is no
 * process; it may be ended at any time. Why a restore has failed is told before the end of what it had started.
 */
public final class RestoredCopy implements RankCopy {
    private final Restore restore;
    private final ImageStreams image;
    private final Launcher launcher;
    private final Ears ears;
    private Thread restoring;
    private RankCopy process;
    private boolean ended;
    /** Of a process that has ended while its rank was still being restored. */
    private OptionalInt heldBack = OptionalInt.empty();

    /** Starts what the checkpointer wants to be started. */
    @FunctionalInterface
    interface Launcher {
        /** Starts a command that leaves the rank behind; as {@link RankProcess#restore}. */
        RankProcess.Restoring start(List<String> command, IntConsumer onEnd) throws IOException;
    }

    /** Who hears what becomes of a copy, on some thread unless told otherwise. */
    public interface Ears {
        /** In one line, why the rank can't be restored. */
        void onFault(String why);

        /** No process of the copy is left. */
        void onEnd(int code);
    }

    /** Nothing is done yet. */
    RestoredCopy(final Restore restore, final ImageStreams image, final Launcher launcher, final Ears ears) {
        this.restore = restore;
        this.image = image;
        this.launcher = launcher;
        this.ears = ears;
    }

    /** Begins, on a thread of this executor. */
    RestoredCopy begin(final Executor elsewhere) {
        elsewhere.execute(this::run);
        return this;
    }

    private void run() {
        synchronized (this) {
            if (ended) {
                ears.onEnd(1);
                return;
            }
            restoring = Thread.currentThread();
        }
        try {
            restore.run(image, this::start);
            over(null);
        } catch (final IOException | RuntimeException e) {
            over(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void over(final String fault) {
        final OptionalInt code;
        synchronized (this) {
            restoring = null;
            final boolean ignored = Thread.interrupted(); // the thread has other work to do
            if (fault != null && process != null) {
                process.end();
            }
            code = process == null ? OptionalInt.of(1) : heldBack;
        }
        if (fault != null) {
            ears.onFault(fault);
        }
        code.ifPresent(ears::onEnd);
    }

    private synchronized Restore.Started start(final List<String> command) throws IOException {
        if (ended) {
            throw new IOException("rank " + restore.rank() + " is not wanted any more");
        }
        final RankProcess.Restoring started = launcher.start(command, this::onProcessEnd);
        process = started.copy();
        return started.command();
    }

    private void onProcessEnd(final int code) {
        synchronized (this) {
            if (restoring != null) {
                heldBack = OptionalInt.of(code);
                return;
            }
        }
        ears.onEnd(code);
    }

    @Override
    public synchronized void end() {
        ended = true;
        if (process != null) {
            process.end();
        }
        if (restoring != null) {
            restoring.interrupt();
        }
    }

    @Override
    public synchronized OptionalLong root() {
        return process == null ? OptionalLong.empty() : process.root();
    }

    @Override
    public synchronized String lastWords() {
        return process == null ? "" : process.lastWords();
    }

    @Override
    public void close() {
        end();
        final RankCopy started;
        synchronized (this) {
            started = process;
        }
        if (started != null) {
            started.close();
        }
    }
}
