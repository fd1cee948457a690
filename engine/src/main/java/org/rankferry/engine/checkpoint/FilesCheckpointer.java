package org.rankferry.engine.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.rankferry.engine.observe.RankferryVersion;
import org.rankferry.engine.rank.RankWriter;
import org.rankferry.protocol.image.StreamNames;
import org.rankferry.protocol.wire.Names;

/**
 * {@code files}: images that are there already, in files or directories of files, or come out of pipes or standard
 * input ({@code -}).
 */
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
        final List<String> notes = new ArrayList<>();
        for (final CaptureInput input : inputs) {
            if (isDirectory(input)) {
                addTree(rank, input, parts, notes);
            } else {
                parts.add(part(rank, input));
            }
        }
        checkNames(rank, parts);
        return new FilesCapture(rank, parts, notes);
    }

    @Override
    public Restore prepareRestore(final int rank, final List<String> words) {
        throw new RestoreException("image of rank " + rank + " was sent from files, and nobody knows what program they"
            + " are for; give the one that wrote them with --checkpointer", null);
    }

    private static boolean isDirectory(final CaptureInput input) {
        return !input.location().equals(STANDARD_INPUT) && Files.isDirectory(Path.of(input.location()));
    }

    private static void addTree(
        final int rank, final CaptureInput input, final List<FilesCapture.Part> parts, final List<String> notes) {

        final FileTree tree = FileTree.read(rank, Path.of(input.location()));
        for (final FileTree.Entry entry : tree.files()) {
            final String stream = input.stream() == null ? entry.name() : input.stream() + "/" + entry.name();
            final String fault = Names.streamFault(stream);
            if (fault != null) {
                throw new CaptureException("image of rank " + rank + ": " + Path.of(input.location(), entry.name())
                    + ": " + fault + (input.stream() == null ? "; rename it" : "; rename it, or give another --stream"),
                    null);
            }
            parts.add(new FilesCapture.Part(stream, entry.file()));
        }
        for (final Path directory : tree.empty()) {
            notes.add("image of rank " + rank + ": " + directory + " is empty, and an image has no empty directories");
        }
    }

    private static void checkNames(final int rank, final List<FilesCapture.Part> parts) {
        if (parts.size() > RankWriter.MAX_STREAMS) {
            throw new CaptureException("image of rank " + rank + " would have " + parts.size() + " files, at most "
                + RankWriter.MAX_STREAMS + "; pack them together", null);
        }
        final StreamNames names = new StreamNames();
        for (final FilesCapture.Part part : parts) {
            final String clash = names.add(part.stream(), "rank " + rank);
            if (clash != null) {
                throw new CaptureException("image of rank " + rank + ": " + part + ": " + clash
                    + "; name one of them with --stream", null);
            }
        }
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
            : !Files.isReadable(file) ? "can't be read by this user"
            : null;
        if (fault != null) {
            throw new CaptureException("image of rank " + rank + ": " + file + " " + fault, null);
        }
    }
}
