package org.rankferry.compare.pfs;

import java.nio.file.Path;
import java.util.List;

/**
 * A parallel file system that runs on this machine and is mounted. Any thread may call.
 */
public interface ParallelFileSystem extends AutoCloseable {
    /** Where it is mounted: a directory that every process of the host sees, and root may write to. */
    Path mount();

    /**
     * What it is. Free is what it says itself, at the most what its servers' one disk has: MooseFS counts that for each
     * of them.
     */
    FileSystemFacts facts();

    /**
     * Where its servers keep what is written to it, one directory for each, on the disk that they share. Their files
     * are in the page cache of this same machine, from which a cold read has to drop them too.
     */
    List<Path> serverDirectories();

    /**
     * Unmounts it, ends every process of it by its own id, and removes what was written to it, whatever state it is in:
     * servers that were killed, a mount that hangs, files that are still open. Takes a few seconds. Closing it again
     * does nothing.
     */
    @Override
    void close();
}
