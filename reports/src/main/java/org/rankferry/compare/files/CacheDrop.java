package org.rankferry.compare.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.nativeio.Libc;
import org.rankferry.engine.nativeio.PageCache;

/**
 * What came of dropping files from the page cache. Each is made durable first, as pages that are to be written stay;
 * files of others are not touched.
 *
 * <p>A file on a parallel file system of this machine is in the cache twice: what its client has read, and what its
 * servers have; drop both.
 *
 * @param files         that were dropped.
 * @param bytes         of them.
 * @param residentBytes of them that were still in memory afterwards, as far as could be seen.
 * @param fault         why they may not have gone; empty when it was seen that all have.
 */
public record CacheDrop(int files, long bytes, long residentBytes, Optional<String> fault) {
    private static final String OK = "ok";
    /** Pages that another CPU has just put on its list of recent ones go only when it is asked again. */
    private static final int ATTEMPTS = 3;

    /**
     * Drops files.
     *
     * @param files regular files of this user.
     * @throws TransferException when one can't be opened or made durable.
     */
    public static CacheDrop of(final Collection<Path> files) {
        long bytes = 0;
        long resident = 0;
        String unseen = null;
        String inMemory = null;
        for (final Path file : files) {
            try {
                bytes += Files.size(file);
                if (Libc.fileSystem(file).isMemory()) {
                    inMemory = file.getParent() + " is in memory itself, nothing can be dropped there";
                }
                resident += drop(file);
            } catch (final UnseenException e) {
                unseen = "whether files have gone can't be seen: " + e.getMessage();
            } catch (final IOException e) {
                throw new TransferException(file + " can't be dropped from the page cache: " + e.getMessage(), e);
            }
        }
        final String fault = inMemory != null ? inMemory
            : resident > 0 ? resident + " of " + bytes + " bytes have stayed in the page cache" : unseen;
        return new CacheDrop(files.size(), bytes, resident, Optional.ofNullable(fault));
    }

    /**
     * Drops all regular files beneath some directories; one that has several names once.
     *
     * @throws TransferException when one can't be listed.
     */
    public static CacheDrop ofTrees(final Collection<Path> directories) {
        final Map<Object, Path> files = new LinkedHashMap<>();
        for (final Path directory : directories) {
            try (Stream<Path> tree = Files.walk(directory)) {
                for (final Path path : (Iterable<Path>) tree::iterator) {
                    final BasicFileAttributes attributes =
                        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                    if (attributes.isRegularFile()) {
                        files.putIfAbsent(attributes.fileKey(), path);
                    }
                }
            } catch (final IOException | UncheckedIOException e) {
                throw new TransferException("files in " + directory + " can't be listed: " + e.getMessage(), e);
            }
        }
        return of(files.values());
    }

    /** This and another one, as one. */
    public CacheDrop and(final CacheDrop other) {
        return new CacheDrop(files + other.files, bytes + other.bytes, residentBytes + other.residentBytes,
            fault.or(other::fault));
    }

    /** As results have it: {@code ok}, or why not. */
    public String word() {
        return fault.orElse(OK);
    }

    private static long drop(final Path file) throws IOException {
        long resident = 0;
        for (int i = 0; i < ATTEMPTS; i++) {
            PageCache.drop(file);
            try {
                resident = PageCache.residentBytes(file);
            } catch (final IOException e) {
                throw new UnseenException(e);
            }
            if (resident == 0) {
                break;
            }
        }
        return resident;
    }

    private static final class UnseenException extends IOException {
        private static final long serialVersionUID = 1L;

        UnseenException(final IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
