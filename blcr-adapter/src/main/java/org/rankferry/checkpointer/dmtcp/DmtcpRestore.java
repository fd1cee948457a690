package org.rankferry.checkpointer.dmtcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.rankferry.checkpointer.RestartWords;
import org.rankferry.checkpointer.Silence;
import org.rankferry.engine.api.ImageStreams;
import org.rankferry.engine.checkpoint.Restore;
import org.rankferry.engine.checkpoint.RestoreException;

/**
 * Gives {@code dmtcp_restart} a link of a name that it accepts to the image's file, and waits until it has read it.
 * Words are options of {@code dmtcp_restart}, but for {@code program=PATH} and {@code stream=NAME}.
 */
final class DmtcpRestore implements Restore {
    static final String VARIABLE = "RANKFERRY_DMTCP_RESTART";
    private static final String PROGRAM = "dmtcp_restart";
    private static final int LOOK_MS = 3;

    private final int rank;
    private final String stream;
    private final List<String> command;
    private final Duration patience;

    private DmtcpRestore(final int rank, final String stream, final List<String> command, final Duration patience) {
        this.rank = rank;
        this.stream = stream;
        this.command = command;
        this.patience = patience;
    }

    static DmtcpRestore prepare(final int rank, final List<String> words, final Duration patience) {
        final RestartWords given = RestartWords.read(rank, words, PROGRAM, VARIABLE, "DMTCP");
        return new DmtcpRestore(
            rank, given.stream() == null ? DmtcpCheckpointer.STREAM : given.stream(), given.command(), patience);
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public void run(final ImageStreams image, final Starter starter) throws IOException {
        final Path file = image.file(stream);
        if (file == null) {
            throw new RestoreException("image of rank " + rank + " has no stream " + stream + "; it has "
                + image.names() + ", name one with " + RestartWords.STREAM_WORD + "NAME", null);
        }
        final Path directory = Files.createTempDirectory("rankferry-restore-");
        final Path link = directory.resolve("rank-" + rank + ".dmtcp");
        try {
            Files.createSymbolicLink(link, file.toRealPath());
            final List<String> words = new ArrayList<>(command);
            words.add(link.toString());
            awaitRead(new FileReaders(file.toRealPath()), starter.start(words));
        } finally {
            Files.deleteIfExists(link);
            Files.deleteIfExists(directory);
        }
    }

    /** Until the file was open somewhere and is no more, or the command has ended well. */
    private void awaitRead(final FileReaders readers, final Started started) throws IOException {
        long lastNs = System.nanoTime();
        long position = FileReaders.NONE;
        while (true) {
            final boolean alive = started.isAlive();
            final long now = readers.position();
            if (now == FileReaders.NONE && (position != FileReaders.NONE || (!alive && started.exitCode() == 0))) {
                return;
            }
            if (!alive && started.exitCode() != 0) {
                throw new RestoreException("rank " + rank + ": " + command.getFirst() + " ended with "
                    + started.exitCode() + "; see what it printed", null);
            }
            if (now != position) {
                position = now;
                lastNs = System.nanoTime();
            } else if (System.nanoTime() - lastNs >= patience.toNanos()) {
                throw new RestoreException("rank " + rank + ": " + command.getFirst() + " "
                    + (position == FileReaders.NONE ? "did not open its image" : "stopped reading its image at offset "
                    + position) + " for " + patience.toMillis() / 1000.0 + " s; see what it waits for, or let "
                    + Silence.VARIABLE + " be longer", null);
            }
            try {
                Thread.sleep(LOOK_MS);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RestoreException("rank " + rank + ": the restart was interrupted", e);
            }
        }
    }
}
