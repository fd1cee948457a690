package org.rankferry.checkpointer.blcr;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.rankferry.checkpointer.FifoFeed;
import org.rankferry.checkpointer.RestartWords;
import org.rankferry.engine.api.ImageReader;
import org.rankferry.engine.api.ImageStreams;
import org.rankferry.engine.checkpoint.Restore;
import org.rankferry.engine.checkpoint.RestoreException;

/**
 * Feeds a context to {@code cr_restart -F 3} through a FIFO that becomes its descriptor 3, while the image arrives.
 * Words are options of {@code cr_restart}, but for {@code program=PATH} and {@code stream=NAME}.
 */
final class BlcrRestore implements Restore {
    static final String VARIABLE = "RANKFERRY_CR_RESTART";
    private static final String PROGRAM = "cr_restart";
    /** Opens the FIFO, which is $1, as descriptor 3 and becomes the rest of its words. */
    private static final String INTO_DESCRIPTOR = "exec 3<\"$1\" && shift && exec \"$@\"";

    private final int rank;
    private final String stream;
    private final List<String> command;
    private final Duration patience;

    private BlcrRestore(final int rank, final String stream, final List<String> command, final Duration patience) {
        this.rank = rank;
        this.stream = stream;
        this.command = command;
        this.patience = patience;
    }

    static BlcrRestore prepare(final int rank, final List<String> words, final Duration patience) {
        final RestartWords given = RestartWords.read(rank, words, PROGRAM, VARIABLE, "BLCR");
        final List<String> command = new ArrayList<>(given.command());
        command.addAll(List.of("-F", "3"));
        return new BlcrRestore(rank, given.stream(), command, patience);
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public void run(final ImageStreams image, final Starter starter) throws IOException {
        try (ImageReader reader = open(image); FifoFeed feed = new FifoFeed("rank " + rank, patience)) {
            final List<String> words = new ArrayList<>(
                List.of("/bin/sh", "-c", INTO_DESCRIPTOR, PROGRAM, feed.fifo().toString()));
            words.addAll(command);
            feed.run(reader, starter.start(words), command.getFirst());
        }
    }

    /** The stream that was named, or the usual one, or the only one there is. */
    private ImageReader open(final ImageStreams image) {
        final ImageReader reader = image.open(stream == null ? BlcrCheckpointer.STREAM : stream);
        if (reader != null) {
            return reader;
        }
        final List<String> names = image.names();
        if (stream == null && names.size() == 1) {
            return image.open(names.getFirst());
        }
        throw new RestoreException("image of rank " + rank + " has no stream "
            + (stream == null ? BlcrCheckpointer.STREAM : stream) + "; it has " + names + ", name one with "
            + RestartWords.STREAM_WORD + "NAME", null);
    }
}
