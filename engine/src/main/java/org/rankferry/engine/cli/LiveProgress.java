package org.rankferry.engine.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.rankferry.engine.api.RankProgress;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.observe.ProgressMode;
import org.rankferry.engine.observe.ProgressPrinter;
import org.rankferry.engine.observe.RankState;
import org.rankferry.engine.observe.ResultJson;

/**
 * Progress on standard error while the command waits for something else, and lines that agents want said: those are
 * queued, because an agent may not wait for a terminal.
 */
final class LiveProgress implements AutoCloseable {
    private static final long TICK_MS = 50;

    private final ProgressMode mode;
    private final Supplier<List<RankProgress>> ranks;
    private final ConcurrentLinkedQueue<String> notes = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private ProgressPrinter printer;

    LiveProgress(final ProgressMode mode, final Supplier<List<RankProgress>> ranks) {
        this.mode = mode;
        this.ranks = ranks;
        thread = Thread.ofPlatform().daemon().name("rankferry-progress").start(this::run);
    }

    /** Says a line. Any thread, returns at once. */
    void note(final String line) {
        notes.add(line);
    }

    /** A set is committed: shows its end, which was too short to be seen from here. The next one begins anew. */
    synchronized void finish(final ResultJson result) {
        sayNotes();
        if (printer == null) {
            printer = ProgressPrinter.onStandardError(mode);
        }
        printer.finish(ends(result), ((Number) result.values().get("wall_s")).doubleValue());
        printer = null;
    }

    /** A set was given up. */
    synchronized void giveUp() {
        sayNotes();
        printer = null;
    }

    private static List<RankProgress> ends(final ResultJson result) {
        return ((List<?>) result.values().get("images")).stream().map(image -> {
            final Map<?, ?> one = (Map<?, ?>) image;
            final long bytes = ((Number) one.get("bytes")).longValue();
            return new RankProgress(
                ((Number) one.get("rank")).intValue(), bytes, bytes, RankState.COMMITTED.toString());
        }).toList();
    }

    /** Says what is left to say. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(1));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            sayNotes();
        }
    }

    private void run() {
        try {
            while (!closed.await(TICK_MS, TimeUnit.MILLISECONDS)) {
                tick();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tick() {
        sayNotes();
        final List<RankProgress> now;
        try {
            now = ranks.get();
        } catch (final TransferException e) {
            return; // the counters are there as soon as the agent is, and gone with it
        }
        if (printer == null && now.stream().anyMatch(LiveProgress::isUnderWay)) {
            printer = ProgressPrinter.onStandardError(mode);
        }
        if (printer != null) {
            printer.update(now);
        }
    }

    /** Neither waiting to be asked nor left from the set before. */
    private static boolean isUnderWay(final RankProgress rank) {
        return rank.state().equals(RankState.WRITING.toString()) || rank.state().equals(RankState.WRITTEN.toString());
    }

    private void sayNotes() {
        for (String note = notes.poll(); note != null; note = notes.poll()) {
            if (printer == null) {
                System.err.println(note);
            } else {
                printer.note(note);
            }
        }
    }
}
