package org.rankferry.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.rankferry.bench.scene.AllocationMeter;
import org.rankferry.bench.scene.BenchCase;
import org.rankferry.bench.scene.BenchScene;
import org.rankferry.engine.api.TransferException;

/**
 * What both agents allocate for a chunk: the slope of their allocated bytes over the chunks that went through, within
 * one image set, so that what a set costs (streams, results) does not count. Moves a set of its own, as asking
 * disturbs.
 */
final class AllocationProbe {
    private static final long PERIOD_US = 500;
    /** The part of a set, in percent, that is steady: streams are open, none has ended. */
    private static final int STEADY_FROM = 10;
    private static final int STEADY_TO = 85;
    private static final int PERCENT = 100;
    /** Fewer chunks say nothing of what each costs. */
    private static final int FEWEST = 20;

    private final BenchScene scene;
    private final BenchCase spec;
    private final AllocationMeter sourceMeter;
    /** Null when the target is in another process. */
    private final AllocationMeter targetMeter;

    AllocationProbe(final BenchScene scene, final BenchCase spec) {
        this.scene = scene;
        this.spec = spec;
        sourceMeter = new AllocationMeter(scene.sourceThread());
        targetMeter = scene.targetThread() == null ? null : new AllocationMeter(scene.targetThread());
    }

    /**
     * Bytes per chunk.
     *
     * @param source of the source agent, not a number when the set was over too soon to tell.
     * @param target of the target agent, not a number when that is in another process.
     * @param chunks that went through between the first look and the last.
     */
    record Slopes(double source, double target, long chunks) {
        static final Slopes UNKNOWN = new Slopes(Double.NaN, Double.NaN, 0);

        boolean known() {
            return chunks >= FEWEST;
        }
    }

    private record Look(long chunks, long source, long target) {
    }

    /** Moves a set and looks at it meanwhile. */
    Slopes measure() {
        Look first = null;
        Look last = null;
        final long before = scene.chunksDone();
        final CompletableFuture<BenchScene.Moved> moving = CompletableFuture.supplyAsync(scene::move);
        while (!isDone(moving)) {
            final Look look = new Look(scene.chunksDone() - before, sourceMeter.bytes(),
                targetMeter == null ? 0 : targetMeter.bytes());
            final long percent = look.chunks() * PERCENT / spec.chunks();
            if (percent >= STEADY_FROM && percent <= STEADY_TO) {
                first = first == null ? look : first;
                last = look;
            }
        }
        moving.join();
        scene.recycle();
        if (first == null || last.chunks() == first.chunks()) {
            return Slopes.UNKNOWN;
        }
        final long chunks = last.chunks() - first.chunks();
        return new Slopes(
            (double) (last.source() - first.source()) / chunks,
            targetMeter == null ? Double.NaN : (double) (last.target() - first.target()) / chunks, chunks);
    }

    private static boolean isDone(final CompletableFuture<?> moving) {
        try {
            moving.get(PERIOD_US, TimeUnit.MICROSECONDS);
            return true;
        } catch (final TimeoutException e) {
            return false;
        } catch (final ExecutionException e) {
            throw new TransferException(e.getCause().getMessage(), e.getCause());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferException("interrupted while a set was moved", e);
        }
    }
}
