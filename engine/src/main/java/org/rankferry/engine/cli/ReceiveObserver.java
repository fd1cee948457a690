package org.rankferry.engine.cli;

import java.util.function.Consumer;

import org.rankferry.engine.api.TargetObserver;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.observe.CpuMeter;

/** Hears what happens at the target, on the agent's thread: measures, and has said what is out of the ordinary. */
final class ReceiveObserver implements TargetObserver {
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
    public void onSourceReady(final String peer, final String job, final long epoch, final boolean resumed) {
        cpu.onSourceReady(peer, job, epoch, resumed);
        if (resumed) {
            teller.accept("source " + peer + " is back");
        }
    }

    @Override
    public void onSourceLost(final String peer, final String cause) {
        teller.accept("source " + peer + " is lost, its images are kept for a while: " + cause);
    }

    @Override
    public void onNotice(final String peer, final String text) {
        teller.accept("source " + peer + ": " + text);
    }

    @Override
    public void onRefused(final String peer, final String text) {
        teller.accept("source " + peer + " refused: " + text);
    }

    @Override
    public void onImageStored(final int rank, final long bytes) {
        cpu.onImageStored(rank, bytes);
    }

    @Override
    public void onCommitted(final TransferResult result) {
        cpu.onCommitted(result);
    }
}
