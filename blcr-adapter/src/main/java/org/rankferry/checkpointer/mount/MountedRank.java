package org.rankferry.checkpointer.mount;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import org.rankferry.bufferpool.PoolException;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.nativeio.FuseDevice;
import org.rankferry.engine.rank.ImageVoidException;
import org.rankferry.engine.rank.RankWriter;

/**
 * A rank whose image is what programs write into a mount: attaches, mounts when it is asked for its image, serves until
 * the file system is unmounted, and ends the image then.
 *
 * <pre>
 *   attached --asked--> mounted --unmounted, the last file closed--> image ended --> stored
 *                          |
 *                          +--way to the target lost--> EIO, unmounted --> the set is given up
 * </pre>
 *
 * <p>One thread does all of it. {@link #finish} and {@link #close} may be called by any.
 */
final class MountedRank implements AutoCloseable, MountWatch {
    private static final long CLOSE_MS = 5000;
    private static final long NANOS = 1_000_000_000L;

    private final Source source;
    private final MountPoint point;
    private final Terms terms;
    private final Consumer<String> tell;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean mounted;
    private boolean toldOfBytesGone;

    /**
     * What the command line wants.
     *
     * @param job        of the source.
     * @param rank       of the job.
     * @param patience   of each of the rank's waits.
     * @param mount      what is wanted of the files.
     * @param allowOther whether other users may come.
     */
    record Terms(String job, int rank, Duration patience, MountTerms mount, boolean allowOther) {
    }

    private MountedRank(
        final Source source, final MountPoint point, final Terms terms, final Consumer<String> tell) {

        this.source = source;
        this.point = point;
        this.terms = terms;
        this.tell = tell;
        this.thread = Thread.ofPlatform().daemon().name("mount-" + terms.rank()).unstarted(this::run);
    }

    /**
     * Starts it.
     *
     * @param source to attach to.
     * @param point  where files appear.
     * @param terms  what is wanted.
     * @param tell   says a line; returns at once.
     */
    static MountedRank start(
        final Source source, final MountPoint point, final Terms terms, final Consumer<String> tell) {

        final MountedRank rank = new MountedRank(source, point, terms, tell);
        rank.thread.start();
        return rank;
    }

    /** Unmounts: the image ends when all files are closed. Returns false when nothing is mounted. */
    boolean finish() {
        if (!mounted) {
            return false;
        }
        point.unmount();
        return true;
    }

    @Override
    public void close() {
        closed.countDown();
        finish();
        try {
            thread.join(CLOSE_MS);
            thread.interrupt();
            thread.join(CLOSE_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onFailed(final String why) {
        tell.accept("mount " + point.path() + " takes no more writes: " + why);
        Thread.ofPlatform().daemon().name("mount-leave").start(point::unmount);
    }

    @Override
    public void onBytesGone(final long inode, final long offset, final long kept) {
        if (!toldOfBytesGone) {
            toldOfBytesGone = true;
            tell.accept("mount " + point.path() + ": a program has read bytes back (file " + inode + ", offset "
                + offset + ") that have left for the target, and got EIO; the last " + kept
                + " bytes are kept for that, give more with --read-back, or read on the target");
        }
    }

    private void run() {
        try (RankWriter writer = RankWriter.attach(source.door(), terms.job(), terms.rank(), terms.patience())) {
            try {
                write(writer);
            } catch (final TransferException | ImageVoidException | MountException e) {
                // Before the rank leaves: the source shall hear the cause, not only that a rank is gone.
                source.abort(e.getMessage());
            } catch (final IOException | RuntimeException | Error e) {
                source.abort("mount " + point.path() + " of rank " + terms.rank() + " failed: " + e);
            }
        } catch (final TransferException | PoolException e) {
            source.abort(e.getMessage());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final RuntimeException e) {
            source.abort("rank " + terms.rank() + " can't attach: " + e);
        }
    }

    private void write(final RankWriter writer) throws IOException, InterruptedException {
        writer.awaitCheckpoint();
        final WritingFiles files = serve(writer);
        if (files.failedFor() != null) {
            source.abort(files.failedFor());
            return;
        }
        files.end();
        writer.endImage();
        closed.await(); // the other ranks may take their time, and this one belongs to the set
    }

    private WritingFiles serve(final RankWriter writer) throws IOException {
        final WritingFiles files =
            new WritingFiles(writer, terms.mount(), this, point.owner(), MountedRank::now);
        try (FuseDevice device = point.mount(false, terms.allowOther())) {
            mounted = true;
            tell.accept("rank " + terms.rank() + " is mounted at " + point.path()
                + "; the image ends when it is unmounted: fusermount3 -u " + point.path());
            new FuseServer(device, files).run();
        } finally {
            mounted = false;
            point.unmount();
        }
        return files;
    }

    private static long now() {
        final Instant now = Instant.now();
        return now.getEpochSecond() * NANOS + now.getNano();
    }
}
