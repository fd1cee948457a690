package org.rankferry.checkpointer.inspect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.rankferry.checkpointer.blcr.BlcrStream;
import org.rankferry.checkpointer.dmtcp.DmtcpStream;
import org.rankferry.checkpointer.format.StreamCheck;
import org.rankferry.checkpointer.format.StreamFault;
import org.rankferry.checkpointer.format.StreamSummary;
import org.rankferry.engine.store.set.ImageSet;
import org.rankferry.protocol.image.Manifest;
import org.rankferry.protocol.image.ManifestStream;

/** Looks at files from begin to end. Stateless. */
final class Inspector {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int BEGIN_BYTES = 64;
    private static final int SHOWN_BYTES = 16;
    private static final String CRIU_FILES = "*.img";

    private Inspector() {
    }

    /** Whether a directory is a committed set, or is meant to be one. */
    static boolean isSet(final Path directory) {
        return Files.exists(directory.resolve(Manifest.FILE_NAME))
            || Files.exists(directory.resolve(ImageSet.INCOMING_MARKER));
    }

    /** Every stream of a set. */
    static List<Inspection> set(final ImageSet set) {
        final List<Inspection> found = new ArrayList<>();
        for (final ManifestStream stream : set.manifest().streams()) {
            final Path file = set.path(stream.rank(), stream.name());
            final Inspection seen = file(file).of(stream.rank());
            found.add(seen.bytes() == stream.length() ? seen
                : seen.orFault("has " + seen.bytes() + " bytes, the manifest says " + stream.length()));
        }
        return found;
    }

    /** The files of CRIU in a directory, by name; empty when there are none. */
    static List<Inspection> criu(final Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> directory.getFileSystem().getPathMatcher("glob:" + CRIU_FILES)
                .matches(file.getFileName())).sorted().map(Inspector::file).toList();
        }
    }

    /** One file. */
    static Inspection file(final Path file) {
        final Path shortName = file.getFileName();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            final long bytes = channel.size();
            final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
            final byte[] begin = begin(channel);
            final StreamCheck check = BlcrStream.isBegin(begin) ? new BlcrStream()
                : DmtcpStream.isBegin(begin) ? new DmtcpStream() : null;
            if (check != null) {
                return checked(file, bytes, channel, buffer, check);
            }
            final String kind = shortName == null ? null : CriuImage.kind(shortName.toString(), begin);
            return kind != null ? new Inspection(
                file, -1, bytes, true, new StreamSummary("CRIU " + kind, Map.of(), Map.of()), -1, null)
                : unknown(file, bytes, begin);
        } catch (final IOException e) {
            return new Inspection(file, -1, 0, false, new StreamSummary("unknown", Map.of(), Map.of()), -1,
                "can't be read: " + e.getMessage());
        }
    }

    private static Inspection unknown(final Path file, final long bytes, final byte[] begin) {
        final String shown = HexFormat.ofDelimiter(" ").formatHex(begin, 0, Math.min(begin.length, SHOWN_BYTES));
        return new Inspection(file, -1, bytes, false,
            new StreamSummary("unknown", bytes == 0 ? Map.of() : Map.of("begins_with", shown), Map.of()), -1, null);
    }

    private static byte[] begin(final FileChannel channel) throws IOException {
        final ByteBuffer begin = ByteBuffer.allocate(BEGIN_BYTES);
        while (begin.hasRemaining()) {
            if (channel.read(begin, begin.position()) < 0) {
                break;
            }
        }
        final byte[] bytes = new byte[begin.position()];
        begin.flip().get(bytes);
        return bytes;
    }

    private static Inspection checked(
        final Path file, final long bytes, final FileChannel channel, final ByteBuffer buffer, final StreamCheck check)
        throws IOException {

        try {
            while (channel.read(buffer.clear()) >= 0) {
                check.take(buffer.flip());
            }
            check.end();
            return new Inspection(file, -1, bytes, true, check.summary(), -1, null);
        } catch (final StreamFault e) {
            return new Inspection(file, -1, bytes, true, check.summary(), e.offset(), e.getMessage());
        }
    }
}
