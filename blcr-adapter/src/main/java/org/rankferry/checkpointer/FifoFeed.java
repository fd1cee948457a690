package org.rankferry.checkpointer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

import org.rankferry.engine.api.ImageReader;
import org.rankferry.engine.checkpoint.Restore;
import org.rankferry.engine.checkpoint.RestoreException;
import org.rankferry.engine.nativeio.FifoOutput;
import org.rankferry.engine.nativeio.Libc;

/** A FIFO in a directory of its own, through which a program gets a stream as it arrives. One thread. */
public final class FifoFeed implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int LOOK_MS = 10;
    private static final int END_MS = 500;

    private final String who;
    private final Duration patience;
    private final Path directory;
    private final Path fifo;

    /**
     * Makes the FIFO.
     *
     * @param who      is restarted, for messages.
     * @param patience the longest to wait for a byte of the stream, and for the program to take one.
     */
    public FifoFeed(final String who, final Duration patience) throws IOException {
        this.who = who;
        this.patience = patience;
        this.directory = Files.createTempDirectory("rankferry-restore-");
        this.fifo = directory.resolve("image");
        try {
            Libc.makeFifo(fifo);
        } catch (final IOException e) {
            close();
            throw e;
        }
    }

    /** To be read by the program. */
    public Path fifo() {
        return fifo;
    }

    /**
     * Feeds the program until the end of the stream.
     *
     * @param reader  at the start of the stream.
     * @param started the program.
     * @param program its name, for messages.
     * @throws RestoreException when the program ends before it has taken everything, or takes nothing for too long.
     */
    public void run(final ImageReader reader, final Restore.Started started, final String program)
        throws IOException {

        try (FifoOutput output = open(started, program)) {
            final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
            while (reader.read(buffer, System.nanoTime() + patience.toNanos()) >= 0) {
                buffer.flip();
                writeAll(output, buffer, reader.position(), started, program);
                buffer.clear();
            }
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(fifo);
        Files.deleteIfExists(directory);
    }

    private FifoOutput open(final Restore.Started started, final String program) throws IOException {
        final long untilNs = System.nanoTime() + patience.toNanos();
        while (true) {
            final boolean alive = started.isAlive();
            final FifoOutput output = FifoOutput.open(fifo);
            if (output != null) {
                return output;
            }
            if (!alive) {
                throw ended(started, program, 0);
            }
            if (System.nanoTime() - untilNs >= 0) {
                throw hangs(program, 0);
            }
            sleep();
        }
    }

    private void writeAll(
        final FifoOutput output, final ByteBuffer bytes, final long end, final Restore.Started started,
        final String program) throws IOException {

        long untilNs = System.nanoTime() + patience.toNanos();
        while (bytes.hasRemaining()) {
            switch (output.offer(bytes, LOOK_MS)) {
                case TAKEN -> untilNs = System.nanoTime() + patience.toNanos();
                case BROKEN -> throw ended(started, program, end - bytes.remaining());
                case FULL -> {
                    checkInterrupt();
                    if (System.nanoTime() - untilNs >= 0) {
                        throw hangs(program, end - bytes.remaining());
                    }
                }
                default -> throw new IllegalStateException();
            }
        }
    }

    private RestoreException ended(final Restore.Started started, final String program, final long offset) {
        // A pipe breaks a moment before its reader is known to have ended.
        for (int ms = 0; started.isAlive() && ms < END_MS; ms += LOOK_MS) {
            sleep();
        }
        return new RestoreException(who + ": " + program + " "
            + (started.isAlive() ? "stopped reading its image" : "ended with " + started.exitCode())
            + " at offset " + offset + " of it; see what it printed", null);
    }

    private void sleep() {
        try {
            Thread.sleep(LOOK_MS);
        } catch (final InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void checkInterrupt() {
        if (Thread.interrupted()) {
            throw interrupted(null);
        }
    }

    private RestoreException interrupted(final InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new RestoreException(who + ": the restart was interrupted", cause);
    }

    private RestoreException hangs(final String program, final long offset) {
        return new RestoreException(String.format(Locale.ROOT,
            "%s: %s took nothing of its image for %.1f s, at offset %d; see what it waits for, or let %s be longer",
            who, program, patience.toNanos() / 1e9, offset, Silence.VARIABLE), null);
    }
}
