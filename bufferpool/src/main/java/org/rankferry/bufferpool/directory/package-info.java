/**
 * One directory for each source and target that lives on this host, and none for those that don't.
 *
 * <pre>
 *   run directory, 0700        RANKFERRY_RUN_DIR, or /dev/shm/rankferry-&lt;uid&gt;
 *     source-&lt;job&gt;/            0700, one for each job that has a source here
 *       lock                   locked while the owner lives; its pid, its purpose, the path of a pool elsewhere
 *       door                   the socket that ranks attach to
 *       counters               mapped by whoever wants to watch
 *       pool                   unless it is elsewhere (hugetlbfs)
 *     target-&lt;name&gt;/           the same without a pool
 * </pre>
 *
 * <p>{@link org.rankferry.bufferpool.directory.OwnedDirectory} makes such a directory, refuses a second owner by name,
 * and cleans up after one that crashed. Uses the package above for the checks of owner and mode.
 */
package org.rankferry.bufferpool.directory;
