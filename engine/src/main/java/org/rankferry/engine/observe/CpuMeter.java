package org.rankferry.engine.observe;

import java.io.IOException;

import org.agrona.collections.Int2IntHashMap;
import org.agrona.collections.Int2ObjectHashMap;
import org.rankferry.engine.api.SourceObserver;
import org.rankferry.engine.api.TargetObserver;

/**
 * CPU time of a transfer at one end: of this process from the moment the images are asked for (source) or the source is
 * there (target), and of each rank from then until its image is stored. Starting and preparing are left out.
 *
 * <p>Listens on the agent's thread; a clock is read in a microsecond. {@link #seconds()} is for the thread that waited
 * for the commit.
 */
public final class CpuMeter implements SourceObserver, TargetObserver {
    private static final int NO_PID = -1;

    private final Int2IntHashMap pids = new Int2IntHashMap(NO_PID);
    private final Int2ObjectHashMap<Double> ranksBegan = new Int2ObjectHashMap<>();
    private double began = CpuTime.ofSelf();
    private double rankSeconds;

    @Override
    public void onRankAttached(final int rank, final int pid) {
        if (pid != ProcessHandle.current().pid()) {
            pids.put(rank, pid);
        }
    }

    @Override
    public void onBegin(final int attempt) {
        rankSeconds = 0;
        ranksBegan.clear();
        pids.forEachInt((rank, pid) -> {
            final double seconds = ofProcess(pid);
            if (seconds >= 0) {
                ranksBegan.put(rank, (Double) seconds);
            }
        });
        began = CpuTime.ofSelf();
    }

    @Override
    public void onSourceReady(final String peer, final String job, final long epoch, final boolean resumed) {
        if (!resumed) {
            began = CpuTime.ofSelf();
        }
    }

    @Override
    public void onImageStored(final int rank, final long bytes) {
        final Double before = ranksBegan.remove(rank);
        if (before != null) {
            rankSeconds += Math.max(0, ofProcess(pids.get(rank)) - before);
        }
    }

    /** CPU seconds since the transfer began. */
    public double seconds() {
        return CpuTime.ofSelf() - began + rankSeconds;
    }

    /** Negative for a process that is gone, or another host's or container's. */
    private static double ofProcess(final int pid) {
        try {
            return CpuTime.of(pid);
        } catch (final IOException e) {
            return -1;
        }
    }
}
