package org.rankferry.compare.host;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.rankferry.engine.api.TransferException;

/**
 * Takes a FUSE mount away whatever state it is in: its servers killed, its client dead, or waiting for both, files open
 * in it.
 *
 * <pre>
 *   umount ---- in time ----------------------------------------------&gt; gone
 *      | busy, or it hangs
 *   the client is killed: the kernel fails what waits for it
 *      |
 *   umount -l: nobody finds it any more; it goes with the last open file
 * </pre>
 */
public final class Unmount {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Unmount() {
    }

    /**
     * Comes back when it is gone.
     *
     * @param point      of the mount; nothing happens where nothing is mounted.
     * @param killClient ends the process that serves it, and waits for that.
     * @throws TransferException when it can't be taken away, which takes root.
     */
    public static void of(final Path point, final Runnable killClient) {
        if (tried(point, List.of("umount", "-i", "-c", point.toString()))) {
            return;
        }
        killClient.run();
        if (!tried(point, List.of("umount", "-i", "-c", "-l", point.toString()))) {
            throw new TransferException(point + " is still mounted; run: umount -l " + point);
        }
    }

    private static boolean tried(final Path point, final List<String> command) {
        if (MountTable.read().has(point)) {
            try {
                ProgramRun.of(PATIENCE, command);
            } catch (final TransferException e) {
                return !MountTable.read().has(point); // it hangs until the client is killed
            }
        }
        return !MountTable.read().has(point);
    }
}
