package org.rankferry.engine.target;

import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

import org.agrona.CloseHelper;
import org.rankferry.engine.transport.Door;
import org.rankferry.engine.transport.Readiness;

/**
 * The door on the target where processes that restart ranks attach, to read an image while it arrives.
 *
 * <p>A reader opens a file of the store itself; the agent only tells it how far it may read.
 */
final class ReaderDoor implements AutoCloseable {
    /** Says what is there to read. */
    @FunctionalInterface
    interface Sets {
        /** The set that is arriving or was committed last, or null. */
        ArrivingSet current();
    }

    private final Door door;
    private final Readiness readiness;
    private final List<ReaderConnection> readers = new ArrayList<>();
    private Sets sets = () -> null;

    ReaderDoor(final Door door, final Readiness readiness) {
        this.door = door;
        this.readiness = readiness;
    }

    /** Tells it where to look; once, before the agent starts. */
    void serve(final Sets newSets) {
        sets = newSets;
    }

    /** Lets readers in and tells those who wait. Returns the amount of work done. */
    int doWork(final long nowNs) {
        int work = 0;
        for (SocketChannel channel = door.accept(); channel != null; channel = door.accept()) {
            readers.add(new ReaderConnection(channel, readiness));
            work++;
        }
        for (int i = readers.size() - 1; i >= 0; i--) {
            final ReaderConnection reader = readers.get(i);
            work += reader.doWork(sets.current(), nowNs);
            if (reader.isClosed()) {
                readers.remove(i);
            }
        }
        return work;
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(readers);
    }
}
