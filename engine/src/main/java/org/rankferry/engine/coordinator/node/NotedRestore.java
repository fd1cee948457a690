package org.rankferry.engine.coordinator.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import org.rankferry.engine.api.ImageStreams;
import org.rankferry.engine.checkpoint.Restore;

/** A restore that leaves the note which the rank is waiting for, as soon as the rank is there. */
final class NotedRestore implements Restore {
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Restore restore;
    private final long epoch;
    private final String host;
    private final Path door;

    NotedRestore(final Restore restore, final long epoch, final String host, final Path door) {
        this.restore = restore;
        this.epoch = epoch;
        this.host = host;
        this.door = door;
    }

    @Override
    public int rank() {
        return restore.rank();
    }

    @Override
    public void run(final ImageStreams image, final Starter starter) throws IOException {
        restore.run(image, starter);
        // Not before: as long as the rank is being captured, it would find the note itself where both nodes are one
        // machine.
        ReturnNote.of(image, PATIENCE).write(epoch, host, door);
    }
}
