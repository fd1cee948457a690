package org.rankferry.engine.store.set;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.rankferry.engine.api.ImageStreams;
import org.rankferry.engine.store.StoreException;
import org.rankferry.protocol.image.Manifest;
import org.rankferry.protocol.image.ManifestFault;
import org.rankferry.protocol.image.ManifestJson;
import org.rankferry.protocol.image.ManifestStream;

/**
 * A committed image set in its directory.
 *
 * <pre>
 *   DIR/manifest.json        written last; without it there is no set
 *   DIR/rank-0/ctx           one file per stream, byte for byte what the rank wrote
 *   DIR/rank-1/ckpt/a/ctx    names of streams may be paths
 *   DIR/.incoming            only while the set arrives
 * </pre>
 *
 * <p>Immutable; any thread.
 */
public final class ImageSet {
    /** Marks a directory whose set is still arriving, or was given up by a process that died. */
    public static final String INCOMING_MARKER = ".incoming";

    private static final String RANK_PREFIX = "rank-";
    private static final long MAX_MANIFEST_BYTES = 256L << 20;

    private final Path directory;
    private final Manifest manifest;

    private ImageSet(final Path directory, final Manifest manifest) {
        this.directory = directory;
        this.manifest = manifest;
    }

    /**
     * Reads the manifest of a set. The images themselves are not looked at: {@link SetVerifier} does that.
     *
     * @param directory of the set.
     * @throws StoreException when there is no set, or its manifest is damaged.
     */
    public static ImageSet open(final Path directory) {
        final Path file = directory.resolve(Manifest.FILE_NAME);
        try {
            if (!Files.isDirectory(directory)) {
                throw new StoreException(directory + " is not a directory", false, null);
            }
            if (!Files.exists(file)) {
                throw new StoreException(directory + " holds no image set: it has no " + Manifest.FILE_NAME
                    + (Files.exists(directory.resolve(INCOMING_MARKER)) ? ", and one was still arriving" : ""),
                    false, null);
            }
            if (Files.size(file) > MAX_MANIFEST_BYTES) {
                throw new StoreException(file + " has " + Files.size(file) + " bytes, no manifest is that long",
                    false, null);
            }
            return new ImageSet(directory, ManifestJson.fromJson(Files.readString(file)));
        } catch (final ManifestFault e) {
            throw new StoreException(file + ": " + e.getMessage(), false, e);
        } catch (final CharacterCodingException e) {
            throw new StoreException(file + " is not UTF-8: damaged, or no manifest", false, e);
        } catch (final IOException e) {
            throw new StoreException("can't read " + file + ": " + e.getMessage(), false, e);
        }
    }

    /** Name of the directory that holds a rank's streams. */
    public static String rankDirectory(final int rank) {
        return RANK_PREFIX + rank;
    }

    /** Where the set is. */
    public Path directory() {
        return directory;
    }

    /** What it holds. */
    public Manifest manifest() {
        return manifest;
    }

    /**
     * The file of a stream, for a checkpointer that reads files by itself.
     *
     * @throws StoreException when the set has no such stream.
     */
    public Path path(final int rank, final String stream) {
        return path(find(rank, stream));
    }

    /**
     * Opens a stream for reading from its start.
     *
     * @return its bytes, exactly its length of them; to be closed by the caller. A file that is shorter is an
     *         {@link java.io.EOFException} where it ends.
     * @throws StoreException when the set has no such stream, or its file can't be opened.
     */
    public InputStream open(final int rank, final String stream) {
        return input(find(rank, stream));
    }

    /**
     * Opens a stream for reading from its start, as a channel.
     *
     * @return as {@link #open}.
     * @throws StoreException as {@link #open}.
     */
    public ReadableByteChannel channel(final int rank, final String stream) {
        return input(find(rank, stream));
    }

    /**
     * The image of a rank, for what brings the rank to life again.
     *
     * @param rank of the job.
     * @throws StoreException when the set has none of it.
     */
    public ImageStreams image(final int rank) {
        final StoredImage image = new StoredImage(this, rank);
        if (image.names().isEmpty()) {
            throw new StoreException(directory + " has no image of rank " + rank + "; it has those of ranks "
                + manifest.streams().stream().map(ManifestStream::rank).distinct().toList(), false, null);
        }
        return image;
    }

    private StreamInput input(final ManifestStream entry) {
        final Path file = path(entry);
        try {
            return new StreamInput(FileChannel.open(file, StandardOpenOption.READ), file.toString(), entry.length());
        } catch (final IOException e) {
            throw new StoreException("rank " + entry.rank() + ", stream " + entry.name() + ": can't open " + file + ": "
                + e.getMessage(), false, e);
        }
    }

    Path path(final ManifestStream entry) {
        return directory.resolve(rankDirectory(entry.rank())).resolve(entry.name());
    }

    private ManifestStream find(final int rank, final String stream) {
        for (final ManifestStream entry : manifest.streams()) {
            if (entry.rank() == rank && entry.name().equals(stream)) {
                return entry;
            }
        }
        throw new StoreException(directory + " has no stream " + stream + " of rank " + rank, false, null);
    }
}
