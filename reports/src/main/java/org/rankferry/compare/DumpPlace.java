package org.rankferry.compare;

import java.nio.file.Path;
import java.util.Map;

/** A directory that ranks are dumped to. */
interface DumpPlace {
    /** Empty, or ours. */
    Path directory();

    /** What is known of its file system, in keys of the result. */
    Map<String, Object> facts();

    /**
     * Has a restart read from the disks and not from memory.
     *
     * @param files all below it.
     * @return {@code ok}, or why they may still be in the page cache.
     */
    String dropCaches(Path files);
}
