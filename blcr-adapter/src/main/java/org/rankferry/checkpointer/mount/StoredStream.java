package org.rankferry.checkpointer.mount;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.agrona.CloseHelper;

/** A stream of a committed set. */
final class StoredStream implements StreamTail {
    private final FileChannel file;
    private final long length;

    StoredStream(final Path path) {
        try {
            file = FileChannel.open(path, StandardOpenOption.READ);
            length = file.size();
        } catch (final IOException e) {
            throw new MountException(path + " can't be read: " + e.getMessage()
                + "; give a set with an image that 'rankferry mount' has written", e);
        }
    }

    @Override
    public void poll() {
        // Whole as it is.
    }

    @Override
    public long available() {
        return length;
    }

    @Override
    public boolean ended() {
        return true;
    }

    @Override
    public String abortedFor() {
        return null;
    }

    @Override
    public FileChannel file() {
        return file;
    }

    @Override
    public void close() {
        CloseHelper.quietClose(file);
    }
}
