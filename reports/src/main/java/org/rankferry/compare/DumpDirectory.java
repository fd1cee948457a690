package org.rankferry.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.rankferry.compare.files.CacheDrop;
import org.rankferry.compare.files.FileFloor;
import org.rankferry.compare.pfs.FileSystemFacts;

/**
 * A directory that ranks are dumped to.
 *
 * @param directory empty, or ours.
 * @param on        what it is on.
 * @param servers   directories in which servers of this machine keep what is written to it; none for a local disk.
 */
record DumpDirectory(Path directory, FileSystemFacts on, List<Path> servers) {
    DumpDirectory {
        servers = List.copyOf(servers);
    }

    /** What is known of its file system, in keys of the result. */
    Map<String, Object> facts() {
        return on.toJson();
    }

    /**
     * Has a restart read from the disks and not from memory.
     *
     * @param files all below it.
     * @return {@code ok}, or why they may still be in the page cache.
     */
    String dropCaches(final Path files) {
        return CacheDrop.ofTrees(List.of(files)).and(CacheDrop.ofTrees(servers)).word();
    }

    /** What plain processes take to write the same files, and to read them back. */
    FileFloor floor(final Workload workload) {
        return FileFloor.measure(directory, workload.ranks(), workload.rankBytes(), servers);
    }
}
