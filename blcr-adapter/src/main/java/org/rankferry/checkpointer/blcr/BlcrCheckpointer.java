package org.rankferry.checkpointer.blcr;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.rankferry.checkpointer.ImageInput;
import org.rankferry.checkpointer.Silence;
import org.rankferry.engine.checkpoint.Capture;
import org.rankferry.engine.checkpoint.CaptureException;
import org.rankferry.engine.checkpoint.CaptureInput;
import org.rankferry.engine.checkpoint.Checkpointer;
import org.rankferry.engine.checkpoint.Restore;
import org.rankferry.engine.checkpoint.RestoreException;
import org.rankferry.engine.observe.RankferryVersion;
import org.rankferry.protocol.wire.Names;

/** {@code blcr}: contexts from a file, a FIFO, standard input, an inherited descriptor or a Unix socket. */
public final class BlcrCheckpointer implements Checkpointer {
    /** Name of the stream, unless told otherwise. */
    public static final String STREAM = "context";

    @Override
    public String name() {
        return "blcr";
    }

    @Override
    public String version() {
        return RankferryVersion.get();
    }

    @Override
    public Capture prepare(final int rank, final List<CaptureInput> inputs) {
        final List<BlcrCapture.Part> parts = new ArrayList<>(inputs.size());
        final Set<String> names = new HashSet<>();
        for (final CaptureInput input : inputs) {
            final String stream = input.stream() == null ? STREAM : input.stream();
            final String fault = Names.streamFault(stream);
            if (fault != null) {
                throw new CaptureException("rank " + rank + ", " + input.location() + ": " + fault, null);
            }
            if (!names.add(stream)) {
                throw new CaptureException("rank " + rank + " has two streams named " + stream
                    + "; name one of them with --stream", null);
            }
            parts.add(new BlcrCapture.Part(stream, ImageInput.of(rank, input.location())));
        }
        try {
            return new BlcrCapture(rank, parts, Silence.most());
        } catch (final IllegalArgumentException e) {
            throw new CaptureException(e.getMessage(), e);
        }
    }

    @Override
    public Restore prepareRestore(final int rank, final List<String> words) {
        try {
            return BlcrRestore.prepare(rank, words, Silence.most());
        } catch (final IllegalArgumentException e) {
            throw new RestoreException(e.getMessage(), e);
        }
    }
}
