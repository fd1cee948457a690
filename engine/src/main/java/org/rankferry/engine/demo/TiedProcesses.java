package org.rankferry.engine.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * Starts processes that get a signal when this one dies, in whatever way. The kernel sends it, as {@code setpriv} of
 * util-linux asks it to; where that is not installed they are not tied.
 *
 * <p>The signal is bound to the thread that starts a process, so one thread starts all of them. Closing ends that
 * thread, and with it those that still run. Any thread may call.
 */
public final class TiedProcesses implements AutoCloseable {
    private static final String SETPRIV = "setpriv";

    private final String signal;
    private final ExecutorService starter =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("rankferry-children").factory());

    /**
     * None yet.
     *
     * @param signal that they get, a name as {@code "TERM"}.
     */
    public TiedProcesses(final String signal) {
        this.signal = signal;
    }

    /**
     * Starts one.
     *
     * @param builder says what and how; its command is changed.
     * @throws IOException when it can't be started.
     */
    public Process start(final ProcessBuilder builder) throws IOException {
        setpriv().ifPresent(setpriv -> {
            final List<String> tied = new ArrayList<>(List.of(setpriv.toString(), "--pdeathsig", signal, "--"));
            tied.addAll(builder.command());
            builder.command(tied);
        });
        try {
            return starter.submit(builder::start).get();
        } catch (final ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        starter.shutdown();
    }

    private static Optional<Path> setpriv() {
        final String path = System.getenv("PATH");
        return Stream.of((path == null ? "" : path).split(File.pathSeparator, -1))
            .map(directory -> Path.of(directory, SETPRIV)).filter(Files::isExecutable).findFirst();
    }
}
