package org.rankferry.engine.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HealthMonitorTest {
    @TempDir
    private Path root;
    private final BlockingQueue<NodeHealth> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();

    @Test
    void itTellsEachChangeOnce() throws Exception {
        final Path file = Files.writeString(root.resolve("health"), "ok");
        final HealthMonitor monitor = start(options(Duration.ofMillis(2), file, ""));
        assertTrue(isThread());
        assertEquals(new NodeHealth(Health.OK, ""), next());
        replace(file, "failing NVMe 2");
        assertEquals(new NodeHealth(Health.FAILING, "NVMe 2"), next());
        replace(file, "failing NVMe 3");
        replace(file, "ok");
        assertEquals(new NodeHealth(Health.OK, ""), next());
        monitor.close();
        assertFalse(isThread());
        assertTrue(heard.isEmpty() && errors.isEmpty(), () -> heard + " " + errors);
    }

    @Test
    void whereThereIsNothingToReadThereIsNoThread() throws Exception {
        for (final HealthOptions options : new HealthOptions[] {
            options(Duration.ofMillis(1), null, ""), options(Duration.ZERO, null, "true")}) {
            final HealthMonitor monitor = start(options);
            assertFalse(isThread());
            monitor.close();
        }
    }

    @Test
    void closingItDoesNotWaitForACommand() throws Exception {
        final Path began = root.resolve("began");
        final HealthMonitor monitor =
            start(options(Duration.ofMillis(1), null, "echo $$ > " + began + ".new; mv " + began + ".new " + began
                + "; sleep 1000; true"));
        while (!Files.exists(began)) {
            Thread.onSpinWait();
        }
        final var command = ProcessHandle.of(Long.parseLong(Files.readString(began).strip()));
        monitor.close();
        command.ifPresent(one -> one.onExit().orTimeout(20, TimeUnit.SECONDS).join());
        assertTrue(heard.isEmpty(), heard::toString);
    }

    @Test
    void optionsThatMakeNoSense() {
        assertThrows(IllegalArgumentException.class, () -> options(Duration.ofSeconds(-1), null, ""));
    }

    private static boolean isThread() {
        return Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().equals("rankferry-health-n0"));
    }

    private static void replace(final Path file, final String text) throws IOException {
        Files.move(Files.writeString(file.resolveSibling("new"), text), file,
            StandardCopyOption.ATOMIC_MOVE);
    }

    private NodeHealth next() throws InterruptedException {
        return heard.poll(20, TimeUnit.SECONDS);
    }

    private HealthMonitor start(final HealthOptions options) {
        return new HealthMonitor(options, "n0", heard::add, errors::add);
    }

    private HealthOptions options(final Duration period, final Path file, final String command) {
        return new HealthOptions(
            period, Duration.ofSeconds(30), 3, root.resolve("sys"), command, file, null, OptionalDouble.empty(), 100);
    }
}
