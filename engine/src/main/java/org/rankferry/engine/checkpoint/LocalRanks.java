package org.rankferry.engine.checkpoint;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.rankferry.bufferpool.PoolException;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.rank.ImageVoidException;
import org.rankferry.engine.rank.RankWriter;

/**
 * Ranks of this process: one thread for each capture, which attaches to the source, waits to be asked, and writes. What
 * a capture fails with becomes the reason why the source gives the set up, so whoever waits for the commit hears of it.
 */
public final class LocalRanks implements AutoCloseable {
    private static final long CLOSE_MS = 2000;

    private final Source source;
    private final String job;
    private final Duration deadline;
    private final List<Thread> threads = new ArrayList<>();

    private LocalRanks(final Source source, final String job, final Duration deadline) {
        this.source = source;
        this.job = job;
        this.deadline = deadline;
    }

    /**
     * Starts the ranks.
     *
     * @param source   they attach to.
     * @param job      of the source.
     * @param captures one for each rank.
     * @param deadline of each of a rank's waits.
     */
    public static LocalRanks start(
        final Source source, final String job, final List<Capture> captures, final Duration deadline) {

        final LocalRanks ranks = new LocalRanks(source, job, deadline);
        for (final Capture capture : captures) {
            ranks.threads.add(Thread.ofPlatform().daemon().name("rank-" + capture.rank())
                .start(() -> ranks.run(capture)));
        }
        return ranks;
    }

    /** Ends the ranks. One that hangs in a read of a pipe is left behind. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        try {
            for (final Thread thread : threads) {
                thread.join(CLOSE_MS);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(final Capture capture) {
        try (RankWriter writer = RankWriter.attach(source.door(), job, capture.rank(), deadline)) {
            try {
                while (!writeOnce(writer, capture)) {
                    refuseUnrepeatable(capture);
                }
            } catch (final TransferException | CaptureException e) {
                // Before the rank leaves: the source shall hear the cause, not only that a rank is gone.
                source.abort(e.getMessage());
            } catch (final IOException | RuntimeException e) {
                source.abort("image of rank " + capture.rank() + " can't be captured: " + e);
            }
        } catch (final TransferException | PoolException e) {
            // An attach that the end of the source has interrupted ends here too.
            source.abort(e.getMessage());
        } catch (final RuntimeException e) {
            source.abort("rank " + capture.rank() + " can't attach: " + e);
        }
    }

    /** Returns false when the image is wanted again. */
    private static boolean writeOnce(final RankWriter writer, final Capture capture) throws IOException {
        try {
            writer.awaitCheckpoint();
            capture.write(writer::open);
            writer.endImage();
            writer.awaitCommitted();
            return true;
        } catch (final ImageVoidException e) {
            // Given up: the source knows why.
            return !e.again();
        }
    }

    private static void refuseUnrepeatable(final Capture capture) {
        if (capture.unrepeatable() != null) {
            throw new CaptureException("the target was lost, and the image of rank " + capture.rank()
                + " is wanted again from its start: " + capture.unrepeatable(), null);
        }
    }
}
