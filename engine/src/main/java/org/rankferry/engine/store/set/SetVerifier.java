package org.rankferry.engine.store.set;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.rankferry.engine.store.StoreException;
import org.rankferry.engine.store.set.Verification.Fault;
import org.rankferry.engine.store.set.Verification.Severity;
import org.rankferry.protocol.image.Manifest;
import org.rankferry.protocol.image.ManifestStream;

/**
 * Compares an image set with its manifest: every file's presence, length and CRC-32C, and the manifest's own
 * checksum. It finds all faults, not only the first.
 */
public final class SetVerifier {
    /** What a store keeps beside its sets while it lives. */
    private static final String RESERVE = ".reserve";

    private final Path directory;
    private final Progress progress;
    private final List<Fault> faults = new ArrayList<>();

    /** Hears how far it is. */
    @FunctionalInterface
    public interface Progress {
        /**
         * More bytes were checked. Called by one thread at a time, not always the same.
         *
         * @param bytes checked so far.
         * @param total to check.
         */
        void onBytes(long bytes, long total);
    }

    private SetVerifier(final Path directory, final Progress progress) {
        this.directory = directory;
        this.progress = progress;
    }

    /**
     * Verifies a set, reading all its bytes with two threads.
     *
     * @param directory of the set.
     * @param progress  that hears how far it is.
     * @return what was found; a set that is damaged, or none at all, is a fault and not an exception.
     */
    public static Verification verify(final Path directory, final Progress progress) {
        return new SetVerifier(directory, progress).verify();
    }

    private Verification verify() {
        final long startNs = System.nanoTime();
        Manifest manifest = null;
        long bytes = 0;
        try {
            final ImageSet set = ImageSet.open(directory);
            manifest = set.manifest();
            bytes = checkStreams(set);
            findStrangers(set);
        } catch (final StoreException e) {
            error(Manifest.FILE_NAME, e.getMessage());
        }
        faults.sort(Comparator.comparing(Fault::severity).thenComparing(Fault::file));
        return new Verification(directory, manifest, bytes, (System.nanoTime() - startNs) / 1e9, List.copyOf(faults));
    }

    private long checkStreams(final ImageSet set) {
        final List<ManifestStream> readable = new ArrayList<>();
        for (final ManifestStream stream : set.manifest().streams()) {
            final String fault = lengthFault(set.path(stream), stream.length());
            if (fault == null) {
                readable.add(stream);
            } else {
                error(name(stream), fault);
            }
        }
        final PieceReader reader = new PieceReader(progress);
        readable.forEach(stream -> reader.add(set.path(stream), stream.length()));
        reader.run();
        for (int i = 0; i < readable.size(); i++) {
            final ManifestStream stream = readable.get(i);
            if (reader.fault(i) != null) {
                error(name(stream), reader.fault(i));
            } else if (reader.crc(i) != stream.crc()) {
                error(name(stream), String.format("crc32c of its %d bytes is %08x, the manifest says %08x",
                    stream.length(), reader.crc(i), stream.crc()));
            }
        }
        return reader.bytesRead();
    }

    private static String lengthFault(final Path file, final long length) {
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return "is missing, the manifest says " + length + " bytes";
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return "is no regular file";
            }
            final long size = Files.size(file);
            if (size == length) {
                return null;
            }
            return size < length
                ? "ends at " + size + ", the manifest says " + length + " bytes: " + (length - size) + " are missing"
                : "has " + size + " bytes, the manifest says " + length + ": " + (size - length) + " too many";
        } catch (final IOException e) {
            return "can't be read: " + e.getMessage();
        }
    }

    private void findStrangers(final ImageSet set) {
        final Set<String> known = new HashSet<>();
        final Set<String> directories = new HashSet<>();
        known.add(Manifest.FILE_NAME);
        known.add(RESERVE);
        for (final ManifestStream stream : set.manifest().streams()) {
            final String name = name(stream);
            known.add(name);
            for (int end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1)) {
                directories.add(name.substring(0, end));
            }
        }
        findStrangers(directory, "", known, directories);
    }

    private void findStrangers(
        final Path where, final String prefix, final Set<String> known, final Set<String> directories) {

        try (DirectoryStream<Path> entries = Files.newDirectoryStream(where)) {
            for (final Path entry : entries) {
                final String name = prefix + entry.getFileName();
                if (name.equals(ImageSet.INCOMING_MARKER)) {
                    faults.add(new Fault(Severity.WARNING, name,
                        "is left from a commit that was cut short after its last step; it can be deleted"));
                } else if (directories.contains(name)) {
                    if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                        findStrangers(entry, name + "/", known, directories);
                    }
                } else if (!known.contains(name)) {
                    faults.add(new Fault(Severity.WARNING, name, "is not in the manifest"));
                }
            }
        } catch (final IOException e) {
            error(prefix.isEmpty() ? "." : prefix, "can't be listed: " + e.getMessage());
        }
    }

    private void error(final String file, final String text) {
        faults.add(new Fault(Severity.ERROR, file, text));
    }

    private static String name(final ManifestStream stream) {
        return ImageSet.rankDirectory(stream.rank()) + "/" + stream.name();
    }
}
