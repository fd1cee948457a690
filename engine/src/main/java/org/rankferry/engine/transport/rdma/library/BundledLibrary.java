package org.rankferry.engine.transport.rdma.library;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

import org.rankferry.engine.transport.TransportException;

/**
 * The library out of the engine's jar, as a file in a folder of its own that only this user may enter. The file is
 * needed while the JVM loads it, and no longer.
 */
final class BundledLibrary implements AutoCloseable {
    /** As {@link System#mapLibraryName} has it. */
    static final String FILE_NAME = "libdisni.so";

    private final Path directory;

    private BundledLibrary(final Path directory) {
        this.directory = directory;
    }

    /**
     * Writes the file, below {@code java.io.tmpdir}.
     *
     * @throws TransportException when this build has no library, or the file can't be written.
     */
    static BundledLibrary extract() {
        final String resource = resource();
        try (InputStream in = BundledLibrary.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new TransportException(
                    "this build has no libdisni: install libibverbs-dev and librdmacm-dev (Debian, Ubuntu) or"
                        + " rdma-core-devel (Fedora, RHEL) and build again (" + resource + " is missing)");
            }
            final BundledLibrary extracted = new BundledLibrary(Files.createTempDirectory(
                "rankferry-disni-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
            try {
                Files.copy(in, extracted.file());
            } catch (final IOException e) {
                extracted.close();
                throw e;
            }
            return extracted;
        } catch (final IOException e) {
            throw new TransportException(
                "libdisni can't be written below " + System.getProperty("java.io.tmpdir") + ": " + e
                    + "; start the JVM with -Djava.io.tmpdir=DIR of a folder with space", e);
        }
    }

    /** For example {@code linux-x86_64/libdisni.so}, relative to this package. */
    private static String resource() {
        final String machine = System.getProperty("os.arch").replace("amd64", "x86_64");
        return System.getProperty("os.name").toLowerCase(Locale.ROOT) + "-" + machine + "/" + FILE_NAME;
    }

    /** The absolute path, until {@link #close}. */
    Path file() {
        return directory.resolve(FILE_NAME).toAbsolutePath();
    }

    /** Removes file and folder; a mapped library needs neither. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file());
            Files.deleteIfExists(directory);
        } catch (final IOException e) {
            directory.toFile().deleteOnExit(); // once more at the end, the file first
            file().toFile().deleteOnExit();
        }
    }
}
