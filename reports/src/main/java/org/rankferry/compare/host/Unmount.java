package org.rankferry.compare.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.nativeio.MountPoint;

/**
 * Takes a FUSE mount away whatever state it is in: its servers killed, its client dead, or waiting for both, files open
 * in it, by this process too.
 *
 * <pre>
 *   unmount ---- in time ---------------------------------------------&gt; gone
 *      | busy, or it hangs
 *   the client is killed: the kernel fails what waits for it
 *      |
 *   detach: nobody finds it any more; it goes with the last open file
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
        if (tried(point, () -> MountPoint.unmount(point))) {
            return;
        }
        killClient.run();
        if (!tried(point, () -> MountPoint.detach(point))) {
            throw new TransferException(point + " is still mounted; run: umount -l " + point);
        }
    }

    private static boolean tried(final Path point, final Step step) {
        if (MountTable.read().has(point)) {
            try {
                Deadline.call("mount " + point, PATIENCE, () -> {
                    step.take();
                    return point;
                });
            } catch (final IOException | TransferException e) {
                return !MountTable.read().has(point); // it is busy, or hangs until the client is killed
            } catch (final Exception e) {
                throw new AssertionError(e);
            }
        }
        return !MountTable.read().has(point);
    }

    /** A call that may fail. */
    private interface Step {
        void take() throws IOException;
    }
}
