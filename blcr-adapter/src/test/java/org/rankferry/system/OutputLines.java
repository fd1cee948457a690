package org.rankferry.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a process writes to one of its streams, line by line, as it comes. Read by a thread of its own. */
final class OutputLines {
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private boolean ended;

    OutputLines(final InputStream stream, final String name) {
        reader = Thread.ofPlatform().daemon().name("lines of " + name).start(() -> read(stream));
    }

    /** Those that have come. */
    synchronized List<String> soFar() {
        return List.copyOf(lines);
    }

    /** All of them; the process has ended. */
    List<String> all() throws InterruptedException {
        reader.join(TimeUnit.SECONDS.toMillis(5));
        return soFar();
    }

    /** A line by its number from 0; null when there are fewer, or it has not come in time. */
    synchronized String await(final int number, final long timeoutMs) throws InterruptedException {
        final long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (number >= lines.size()) {
            final long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (ended || leftMs <= 0) {
                return null;
            }
            wait(leftMs);
        }
        return lines.get(number);
    }

    /** The first line of a kind, or null when the stream ends or the time is over before there is one. */
    synchronized String await(final Predicate<String> wanted, final long timeoutMs) throws InterruptedException {
        final long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        for (int seen = 0;; seen++) {
            while (seen == lines.size()) {
                final long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (ended || leftMs <= 0) {
                    return null;
                }
                wait(leftMs);
            }
            if (wanted.test(lines.get(seen))) {
                return lines.get(seen);
            }
        }
    }

    private void read(final InputStream stream) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                add(line);
            }
        } catch (final IOException e) {
            add("(no more can be read: " + e.getMessage() + ")");
        }
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    private synchronized void add(final String line) {
        lines.add(line);
        notifyAll();
    }
}
