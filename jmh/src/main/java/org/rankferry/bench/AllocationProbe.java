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
 * What both agents allocate for a chunk: the {@linkplain AllocationSlope slope} of their allocated bytes over the
 * chunks that went through, within one image set, so that what a set costs (streams, results) does not count. Moves a
 * set of its own, as asking disturbs.
 */
final class AllocationProbe {
    private static final long PERIOD_US = 500;
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

    /** Moves a set and looks at it meanwhile. */
    Slopes measure() {
        final AllocationSlope slope = new AllocationSlope(spec.ranks());
        final CompletableFuture<BenchScene.Moved> moving = CompletableFuture.supplyAsync(scene::move);
        while (!isDone(moving)) {
            slope.add(look());
        }
        moving.join();
        scene.recycle();
        return slope.chunks() == 0 ? Slopes.UNKNOWN
            : new Slopes(slope.source(), targetMeter == null ? Double.NaN : slope.target(), slope.chunks());
    }

    private AllocationSlope.Look look() {
        final int open = scene.streamsOpen();
        return new AllocationSlope.Look(
            open, scene.chunksDone(), sourceMeter.bytes(), targetMeter == null ? 0 : targetMeter.bytes());
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
