package org.rankferry.bench.control;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.backplane.Event;
import org.rankferry.engine.coordinator.JobEvents;
import org.rankferry.engine.coordinator.manager.JobListener;

/** Sees how far a job has come. Told on the manager's thread, asked by another. */
final class ManagerWatch implements JobListener {
    private static final long PATIENCE_S = 900;

    private final Map<String, Double> phases = new LinkedHashMap<>();
    private final CompletableFuture<Long> launched = new CompletableFuture<>();
    private final CompletableFuture<Long> moved = new CompletableFuture<>();
    private long runningNs;
    private long movedNs;

    @Override
    public void onRunning() {
        runningNs = System.nanoTime();
    }

    @Override
    public void onStep(final Map<String, Object> step) {
        if (step.containsKey("step")) {
            phases.merge((String) step.get("step"), ((Number) step.get("seconds")).doubleValue(), Double::sum);
        } else {
            movedNs = System.nanoTime();
            if (!"migrated".equals(step.get("outcome"))) {
                moved.completeExceptionally(new TransferException("the simulated job was not moved: " + step));
            }
        }
    }

    @Override
    public void onNotice(final String text) {
        moved.completeExceptionally(new TransferException(text));
    }

    /** The manager has published something: its state is the last of what it says about a launch or a move. */
    void onPublished(final Event event) {
        if (event.name().equals(JobEvents.STATE) && runningNs != 0) {
            launched.complete(runningNs);
        }
        if (event.name().equals(JobEvents.STATE) && movedNs != 0) {
            moved.complete(movedNs);
        }
    }

    /** When all ranks computed. */
    long awaitLaunched() {
        return await(launched, "launched");
    }

    /** When the move was over. */
    long awaitMoved() {
        return await(moved, "moved");
    }

    /** Seconds of each phase of the move, once it is over. */
    Map<String, Double> phases() {
        return phases;
    }

    private static long await(final CompletableFuture<Long> when, final String what) {
        try {
            return when.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferException("interrupted before the simulated job was " + what, e);
        } catch (final ExecutionException e) {
            throw new TransferException(e.getCause().getMessage(), e);
        } catch (final TimeoutException e) {
            throw new TransferException(
                "the simulated job was not " + what + " within " + PATIENCE_S + " s; try fewer --nodes", e);
        }
    }
}
