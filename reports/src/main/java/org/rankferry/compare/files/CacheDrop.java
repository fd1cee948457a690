package org.rankferry.compare.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
 * @param fault         why it is not known that they have gone, or why they can't; empty otherwise.
 */
public record CacheDrop(int files, long bytes, long residentBytes, Optional<String> fault) {
    private static final String OK = "ok";
    private static final CacheDrop NONE = new CacheDrop(0, 0, 0, Optional.empty());
    /** Pages that another CPU has just put on its list of recent ones go only when it is asked again. */
    private static final int ATTEMPTS = 3;

    /**
     * Drops files.
     *
     * @param files regular files of this user.
     * @throws TransferException when one can't be opened or made durable.
     */
    public static CacheDrop of(final Collection<Path> files) {
        CacheDrop all = NONE;
        for (final Path file : files) {
            try {
                all = all.and(dropped(file));
            } catch (final IOException e) {
                throw failed(file, e);
            }
        }
        return all;
    }

    /**
     * Drops all regular files beneath some directories; one that has several names once. Those that go away meanwhile,
     * as a server removes what its client has removed before, have gone from the cache too.
     *
     * @throws TransferException when a directory can't be listed, or a file not be opened or made durable.
     */
    public static CacheDrop ofTrees(final Collection<Path> directories) {
        final Set<Object> seen = new HashSet<>();
        CacheDrop all = NONE;
        for (final Path directory : directories) {
            for (final Path file : regularFiles(directory, seen)) {
                try {
                    all = all.and(dropped(file));
                } catch (final IOException e) {
                    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                        throw failed(file, e);
                    }
                }
            }
        }
        return all;
    }

    /** This and another one, as one. */
    public CacheDrop and(final CacheDrop other) {
        return new CacheDrop(files + other.files, bytes + other.bytes, residentBytes + other.residentBytes,
            fault.or(other::fault));
    }

    /** As results have it: {@code ok}, or why not. */
    public String word() {
        return fault.orElseGet(() -> residentBytes == 0 ? OK
            : residentBytes + " of " + bytes + " bytes have stayed in the page cache");
    }

    private static CacheDrop dropped(final Path file) throws IOException {
        final long bytes = Files.size(file);
        long resident = 0;
        String fault = null;
        for (int i = 0; i < ATTEMPTS && (i == 0 || resident > 0); i++) {
            PageCache.drop(file);
            try {
                resident = PageCache.residentBytes(file);
            } catch (final IOException e) {
                fault = "whether files have gone can't be seen: " + e.getMessage();
            }
        }
        if (Libc.fileSystem(file).isMemory()) {
            fault = file.getParent() + " is in memory itself, nothing can be dropped there";
        }
        return new CacheDrop(1, bytes, resident, Optional.ofNullable(fault));
    }

    private static List<Path> regularFiles(final Path directory, final Set<Object> seen) {
        final List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && seen.add(attributes.fileKey())) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(final Path file, final IOException e) throws IOException {
                    if (e instanceof NoSuchFileException && !file.equals(directory)) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }
            });
            return files;
        } catch (final IOException e) {
            throw new TransferException("files in " + directory + " can't be listed: " + e.getMessage(), e);
        }
    }

    private static TransferException failed(final Path file, final IOException e) {
        return new TransferException(file + " can't be dropped from the page cache: " + e.getMessage(), e);
    }
}
