package org.rankferry.engine.health;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads the sensors of this machine again and again, and tells when the node's health has changed. It has a thread of
 * its own, because programs and slow BMCs are waited for there; where there is nothing to read, it has none.
 */
public final class HealthMonitor implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final HealthSensors sensors;
    private final NodeJudge judge;
    private final Consumer<NodeHealth> listener;
    private final Consumer<Throwable> onError;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final long periodNs;
    private final Thread thread;
    private NodeHealth told = NodeHealth.UNWATCHED;

    /**
     * Begins.
     *
     * @param options  what to read, and how often.
     * @param node     the name of this one.
     * @param listener hears the health each time that it has changed, on the monitor's thread.
     * @param onError  hears what nobody thought of; the monitor goes on.
     */
    public HealthMonitor(
        final HealthOptions options, final String node, final Consumer<NodeHealth> listener,
        final Consumer<Throwable> onError) {

        this.listener = listener;
        this.onError = onError;
        judge = new NodeJudge(options.readings());
        sensors = new HealthSensors(options, node);
        periodNs = options.period().toNanos();
        thread = sensors.isEmpty() || periodNs == 0 ? null
            : Thread.ofPlatform().daemon().name("rankferry-health-" + node).start(this::run);
    }

    private void run() {
        try {
            do {
                look();
            } while (!closing.await(periodNs, TimeUnit.NANOSECONDS));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt(); // closed while something was read
        }
    }

    private void look() {
        try {
            final NodeHealth health = judge.onReadings(sensors.read());
            if (!health.equals(told) && closing.getCount() > 0) {
                told = health;
                listener.accept(health);
            }
        } catch (final RuntimeException e) {
            onError.accept(e); // what is thrown from here would end the readings
        }
    }

    /** Ends it, and what it runs. */
    @Override
    public void close() {
        if (thread != null) {
            closing.countDown();
            thread.interrupt();
            try {
                thread.join(CLOSE);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
