package org.rankferry.compare.files;

import java.nio.file.Path;

/** A program that copies dumped files, ready to do so. One thread uses it. */
public interface CopyTool extends AutoCloseable {
    /**
     * Copies everything in a directory into another one, then makes what has come durable: each file and directory is
     * fsynced by this process, the same for all tools, as none of them does it by itself.
     *
     * @param from a directory.
     * @param to   a directory; made if it is missing, what is there of the same names is overwritten.
     * @return seconds from the start of the program to the last fsync.
     * @throws org.rankferry.engine.api.TransferException when the program fails or does not end within its deadline.
     */
    double copy(Path from, Path to);

    /** Ends what serves the copies. */
    @Override
    void close();
}
