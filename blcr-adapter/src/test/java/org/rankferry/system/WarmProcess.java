package org.rankferry.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One command in a {@link WarmJvm}. It looks like a process of its own: it can be stopped, paused and killed, which
 * takes the JVM along; one that ends gives the JVM back.
 */
final class WarmProcess extends Process {
    private static final int PIPE_BYTES = 1 << 16;
    private static final int NO_CODE = -1;

    private final WarmJvm jvm;
    private final CompletableFuture<Integer> exit;
    private final PipedInputStream out = new PipedInputStream(PIPE_BYTES);
    private final PipedInputStream err = new PipedInputStream(PIPE_BYTES);

    WarmProcess(final WarmJvm jvm) throws IOException {
        this.jvm = jvm;
        final CompletableFuture<Integer> outEnd = copy(jvm.out(), new PipedOutputStream(out));
        final CompletableFuture<Integer> errEnd = copy(jvm.err(), new PipedOutputStream(err));
        exit = outEnd.thenCombine(errEnd, (code, ignored) -> ended(code));
    }

    /** What the command prints, until its last line, which has the exit code to return, or the end of the JVM. */
    private static CompletableFuture<Integer> copy(final BufferedReader lines, final PipedOutputStream into) {
        final CompletableFuture<Integer> end = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            int code = NO_CODE;
            try (into) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith(WarmMain.END)) {
                        code = Integer.parseInt(line.substring(WarmMain.END.length()));
                        break;
                    }
                    into.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    into.flush();
                }
            } catch (final IOException e) {
                code = NO_CODE; // the JVM has ended, or nobody reads any more
            } finally {
                end.complete(code);
            }
        });
        return end;
    }

    private int ended(final int code) {
        if (code != NO_CODE) {
            jvm.release();
            return code;
        }
        return jvm.process().onExit().join().exitValue();
    }

    @Override
    public InputStream getInputStream() {
        return out;
    }

    @Override
    public InputStream getErrorStream() {
        return err;
    }

    @Override
    public OutputStream getOutputStream() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
        try {
            return exit.get();
        } catch (final ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean waitFor(final long timeout, final TimeUnit unit) throws InterruptedException {
        try {
            exit.get(timeout, unit);
            return true;
        } catch (final TimeoutException e) {
            return false;
        } catch (final ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int exitValue() {
        if (!exit.isDone()) {
            throw new IllegalThreadStateException("has not ended");
        }
        return exit.join();
    }

    @Override
    public boolean isAlive() {
        return !exit.isDone();
    }

    @Override
    public long pid() {
        return jvm.process().pid();
    }

    /** Of the whole JVM. */
    @Override
    public ProcessHandle toHandle() {
        return jvm.process().toHandle();
    }

    /** As SIGTERM would stop it; but for that the command has only just begun, the JVM lives on. */
    @Override
    public void destroy() {
        if (isAlive()) {
            jvm.stop();
        }
    }

    /** Takes the JVM along. */
    @Override
    public Process destroyForcibly() {
        if (isAlive()) {
            toHandle().destroyForcibly();
        }
        return this;
    }
}
