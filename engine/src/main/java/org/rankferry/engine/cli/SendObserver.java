package org.rankferry.engine.cli;

import java.util.function.Consumer;

import org.rankferry.engine.api.SourceObserver;
import org.rankferry.engine.observe.CpuMeter;

/** Hears what happens at the source, on the agent's thread: measures, and has said what is out of the ordinary. */
final class SendObserver implements SourceObserver {
    private final CpuMeter cpu = new CpuMeter();
    private volatile Consumer<String> teller = line -> { };

    /** Who says lines; must return at once. */
    void tell(final Consumer<String> newTeller) {
        teller = newTeller;
    }

    CpuMeter cpu() {
        return cpu;
    }

    @Override
    public void onRankAttached(final int rank, final int pid) {
        cpu.onRankAttached(rank, pid);
    }

    @Override
    public void onRankLost(final int rank, final String cause) {
        teller.accept("rank " + rank + " is lost: " + cause);
    }

    @Override
    public void onTargetReady(final String peer, final boolean resumed) {
        if (resumed) {
            teller.accept("target " + peer + " is back");
        }
    }

    @Override
    public void onTargetLost(final String peer, final String cause) {
        teller.accept("target " + peer + ": " + cause);
    }

    @Override
    public void onBegin(final int attempt) {
        cpu.onBegin(attempt);
        if (attempt > 1) {
            teller.accept("the images are written again from their start, attempt " + attempt);
        }
    }

    @Override
    public void onImageStored(final int rank, final long bytes) {
        cpu.onImageStored(rank, bytes);
    }
}
