package org.rankferry.engine.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.rankferry.engine.observe.RankferryVersion;
import org.rankferry.protocol.wire.Names;

/** {@code files}: images that are there already, in files, or come out of pipes or standard input ({@code -}). */
public final class FilesCheckpointer implements Checkpointer {
    /** Location of standard input. */
    public static final String STANDARD_INPUT = "-";
    /** Name of the stream that comes from standard input, unless told otherwise. */
    public static final String STANDARD_INPUT_STREAM = "stdin";

    @Override
    public String name() {
        return "files";
    }

    @Override
    public String version() {
        return RankferryVersion.get();
    }

    @Override
    public Capture prepare(final int rank, final List<CaptureInput> inputs) {
        final List<FilesCapture.Part> parts = new ArrayList<>(inputs.size());
        final Set<String> names = new HashSet<>();
        for (final CaptureInput input : inputs) {
            final FilesCapture.Part part = part(rank, input);
            if (!names.add(part.stream())) {
                throw new CaptureException("rank " + rank + " has two streams named " + part.stream()
                    + "; name one of them with --stream", null);
            }
            parts.add(part);
        }
        return new FilesCapture(rank, parts);
    }

    @Override
    public Restore prepareRestore(final int rank, final List<String> words) {
        throw new RestoreException("image of rank " + rank + " was sent from files, and nobody knows what program they"
            + " are for; give the one that wrote them with --checkpointer", null);
    }

    private static FilesCapture.Part part(final int rank, final CaptureInput input) {
        final boolean standardInput = input.location().equals(STANDARD_INPUT);
        final Path file = standardInput ? null : Path.of(input.location());
        if (!standardInput) {
            check(rank, file);
        }
        final String stream = input.stream() != null ? input.stream()
            : standardInput ? STANDARD_INPUT_STREAM : file.toAbsolutePath().normalize().getFileName().toString();
        final String fault = Names.streamFault(stream);
        if (fault != null) {
            throw new CaptureException("rank " + rank + ", " + input.location() + ": " + fault
                + (input.stream() == null ? "; name the stream with --stream" : ""), null);
        }
        return new FilesCapture.Part(stream, file);
    }

    private static void check(final int rank, final Path file) {
        final String fault = !Files.exists(file) ? "does not exist"
            : Files.isDirectory(file) ? "is a directory, give its files one by one"
            : !Files.isReadable(file) ? "can't be read by this user"
            : null;
        if (fault != null) {
            throw new CaptureException("image of rank " + rank + ": " + file + " " + fault, null);
        }
    }
}
