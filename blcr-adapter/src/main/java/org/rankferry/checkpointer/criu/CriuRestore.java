package org.rankferry.checkpointer.criu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.rankferry.engine.api.ImageStreams;
import org.rankferry.engine.checkpoint.Restore;
import org.rankferry.engine.checkpoint.RestoreException;
import org.rankferry.engine.nativeio.Descriptor;
import org.rankferry.engine.nativeio.DescriptorSocket;

/** One restore of a process tree: CRIU asks for the files of its image, one after the other. */
final class CriuRestore implements Restore {
    private static final int LOOK_MS = 100;
    /** The reader begins with each while the next is laid into the pipe, which holds several. */
    private static final int PIECE_BYTES = 256 << 10;
    private static final int PIPE_BYTES = 32 * PIECE_BYTES;
    private static final long PARTING_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final int rank;
    private final CriuProgram program;
    private final List<String> words;
    private final long silenceNs;

    /**
     * Not begun.
     *
     * @param words   for CRIU, beside its usual ones.
     * @param silence after which CRIU is given up.
     */
    CriuRestore(final int rank, final CriuProgram program, final List<String> words, final Duration silence) {
        this.rank = rank;
        this.program = program;
        this.words = List.copyOf(words);
        this.silenceNs = silence.toNanos();
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public void run(final ImageStreams image, final Starter starter) throws IOException {
        try (CriuDirectory directory = new CriuDirectory(CriuDirectory.SERVE)) {
            final Started criu = starter.start(program.restore(directory.path(), words));
            final String fault = serve(directory, criu, image);
            awaitEnd(criu);
            if (fault != null || criu.isAlive() || criu.exitCode() != 0) {
                throw new RestoreException("rank " + rank + " can't be restored: " + (fault != null ? fault
                    : criu.isAlive() ? silent() : directory.reason("criu ended with exit code " + criu.exitCode())),
                    null);
            }
        }
    }

    /** Hands out all files; returns why CRIU was given up, or null when it has come to its end, whichever. */
    private String serve(final CriuDirectory directory, final Started criu, final ImageStreams image)
        throws IOException {

        final Descriptor listener = directory.socket().listener();
        if (!awaitReadable(listener, criu)) {
            return criu.isAlive() ? silent() : null;
        }
        try (Descriptor requests = directory.socket().accept()) {
            String last = null;
            while (true) {
                if (!awaitReadable(requests, criu)) {
                    return criu.isAlive() ? silent() : null;
                }
                final String name = StreamerRequest.read(requests);
                if (name == null && last != null) {
                    image.file(last); // throws when the image was given up: what was read then is not its
                }
                if (name == null || !hand(name, requests, image)) {
                    return null;
                }
                last = name;
            }
        }
    }

    /** Returns false when CRIU does not want any more. */
    private boolean hand(final String name, final Descriptor requests, final ImageStreams image) throws IOException {
        // What is asked for first was written last, so the others are whole by then.
        final Path file = image.file(name);
        StreamerRequest.answer(requests, file != null);
        if (file == null) {
            return true;
        }
        try (Descriptor pipe = DescriptorSocket.receive(requests).unblock(); Descriptor from = Descriptor.open(file)) {
            final long bytes = Files.size(file);
            return move(from, bytes > PIECE_BYTES ? pipe.widenPipe(PIPE_BYTES) : pipe, bytes);
        }
    }

    /** Not a byte too many is offered: CRIU closes the pipe as soon as it has them all. */
    private boolean move(final Descriptor from, final Descriptor pipe, final long bytes) throws IOException {
        long deadlineNs = System.nanoTime() + silenceNs;
        for (long moved = 0; moved < bytes;) {
            final long n = pipe.moveFrom(from, Math.min(PIECE_BYTES, bytes - moved));
            if (n == 0 || n == Descriptor.BROKEN) {
                return false; // it has failed, and says in its log why
            }
            if (n > 0) {
                moved += n;
                deadlineNs = System.nanoTime() + silenceNs;
            } else if (!pipe.awaitWritable(LOOK_MS) && System.nanoTime() - deadlineNs > 0) {
                throw new RestoreException("rank " + rank + " can't be restored: " + silent(), null);
            }
        }
        return true;
    }

    private boolean awaitReadable(final Descriptor descriptor, final Started criu) throws IOException {
        final long deadlineNs = System.nanoTime() + silenceNs;
        while (Descriptor.awaitReadable(List.of(descriptor), LOOK_MS) == null) {
            if (!criu.isAlive() || System.nanoTime() - deadlineNs > 0) {
                return false;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("rank " + rank + " is not wanted any more");
            }
        }
        return true;
    }

    private void awaitEnd(final Started criu) {
        final long deadlineNs = System.nanoTime() + silenceNs;
        while (criu.isAlive() && System.nanoTime() - deadlineNs < 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PARTING_NS);
        }
    }

    private String silent() {
        return "nothing came from criu for " + TimeUnit.NANOSECONDS.toSeconds(silenceNs) + " s; it was given up";
    }
}
