package org.rankferry.checkpointer.blcr;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.rankferry.checkpointer.ImageInput;
import org.rankferry.checkpointer.Silence;
import org.rankferry.checkpointer.format.CheckedChannel;
import org.rankferry.checkpointer.format.StreamFault;
import org.rankferry.engine.checkpoint.Capture;
import org.rankferry.engine.checkpoint.CaptureException;
import org.rankferry.engine.checkpoint.StreamOpener;
import org.rankferry.engine.nativeio.WaitTooLongException;
import org.rankferry.engine.rank.StreamWriter;

/** Contexts of one rank, one after the other, each read straight into chunks and checked there. */
final class BlcrCapture implements Capture {
    private final int rank;
    private final List<Part> parts;
    private final Duration patience;
    private String unrepeatable;
    private volatile String summary;

    /**
     * One context.
     *
     * @param stream its name.
     * @param input  to read.
     */
    record Part(String stream, ImageInput input) {
    }

    BlcrCapture(final int rank, final List<Part> parts, final Duration patience) {
        this.rank = rank;
        this.parts = List.copyOf(parts);
        this.patience = patience;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public long expectedBytes() {
        long bytes = 0;
        for (final Part part : parts) {
            if (!part.input.isRepeatable()) {
                return 0;
            }
            bytes += length(part);
        }
        return bytes;
    }

    @Override
    public String unrepeatable() {
        return unrepeatable;
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public void write(final StreamOpener streams) throws IOException {
        final List<String> told = new ArrayList<>();
        for (final Part part : parts) {
            if (!part.input.isRepeatable()) {
                unrepeatable = part.input + " was read already and can't be read again; take the checkpoint anew";
            }
            told.add(write(part, streams));
        }
        summary = String.join("; ", told);
    }

    private String write(final Part part, final StreamOpener streams) {
        final BlcrStream check = new BlcrStream();
        try (ReadableByteChannel channel = new CheckedChannel(part.input.open(patience), check)) {
            final StreamWriter stream = streams.open(part.stream, length(part));
            stream.writeAll(channel);
            stream.end();
            return check.summary().line();
        } catch (final StreamFault e) {
            throw failure(part, "no BLCR context to its end: " + e.getMessage(), e);
        } catch (final WaitTooLongException e) {
            throw failure(part, e.getMessage() + " at offset " + check.offset() + "; see what became of the checkpoint,"
                + " or let " + Silence.VARIABLE + " be longer", e);
        } catch (final IOException e) {
            throw failure(part, e.getMessage() + ", at offset " + check.offset(), e);
        }
    }

    private long length(final Part part) {
        try {
            return part.input.length();
        } catch (final IOException e) {
            throw failure(part, "can't be asked for its length: " + e.getMessage(), e);
        }
    }

    private CaptureException failure(final Part part, final String why, final Exception cause) {
        return new CaptureException("image of rank " + rank + ": " + part.input + ": " + why, cause);
    }
}
