package org.rankferry.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import org.agrona.CloseHelper;
import org.agrona.IoUtil;
import org.rankferry.compare.host.WorkPlace;
import org.rankferry.compare.pfs.DirectoryCheck;
import org.rankferry.compare.pfs.FileSystemFacts;
import org.rankferry.compare.pfs.ParallelFileSystem;
import org.rankferry.compare.pfs.PfsKind;
import org.rankferry.engine.api.TransferException;

/**
 * Where a comparison keeps what it needs: directories of its own in memory, on a local disk and on a parallel file
 * system, which it may start itself. Closing removes all of it.
 */
final class Places implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String PURPOSE = "compare";
    private static final int SERVERS = 4;

    private final WorkPlace memory;
    private final WorkPlace disk;
    private final NodeCopies copies;
    private final DumpDirectory local;
    private ParallelFileSystem started;
    private DumpDirectory parallel;
    private Path ownOnMounted;

    private Places(final Path localDirectory, final long bytes) {
        final FileSystemFacts on = DirectoryCheck.requireUsable(localDirectory, bytes);
        memory = WorkPlace.open(MEMORY, PURPOSE);
        disk = WorkPlace.open(localDirectory, PURPOSE);
        copies = new NodeCopies(disk.directory("copies"));
        local = new DumpDirectory(disk.directory("dumps"), on, List.of());
    }

    /**
     * Makes them.
     *
     * @param bytes of a dump of the largest job.
     * @param lines hear what they are on.
     * @throws TransferException in one line, when one can't be used; nothing is left then.
     */
    static Places open(final CompareFlags flags, final long bytes, final Consumer<String> lines) {
        // A dump, a copy of a part of it, and what the servers of a file system below it keep.
        final int dumps = flags.pfsStart() == null ? 2 : 3;
        final Places places = new Places(flags.local(), dumps * bytes);
        boolean complete = false;
        try {
            lines.accept("# local: " + places.local.on().words());
            if (flags.pfsStart() != null) {
                places.started = PfsKind.ofWord(flags.pfsStart()).start(flags.local(), SERVERS);
                places.parallel = new DumpDirectory(
                    places.started.mount(), places.started.facts(), places.started.serverDirectories());
            } else if (flags.pfs() != null) {
                places.mounted(flags.pfs(), bytes);
            }
            if (places.parallel != null) {
                lines.accept("# parallel: " + places.parallel.on().words());
            }
            complete = true;
            return places;
        } finally {
            if (!complete) {
                places.close();
            }
        }
    }

    private void mounted(final Path directory, final long bytes) {
        final FileSystemFacts on = DirectoryCheck.requireMounted(directory, bytes);
        try {
            ownOnMounted = Files.createTempDirectory(directory, "rankferry-compare-");
        } catch (final IOException e) {
            throw new TransferException("no directory can be made in " + directory + ": " + e.getMessage(), e);
        }
        parallel = new DumpDirectory(ownOnMounted, on, List.of());
    }

    /** In memory. */
    Path memory() {
        return memory.path();
    }

    DumpDirectory local() {
        return local;
    }

    /** Null when there is none. */
    DumpDirectory parallel() {
        return parallel;
    }

    NodeCopies copies() {
        return copies;
    }

    @Override
    public void close() {
        if (ownOnMounted != null) {
            IoUtil.delete(ownOnMounted.toFile(), true);
        }
        CloseHelper.closeAll(copies, started, disk, memory);
    }
}
