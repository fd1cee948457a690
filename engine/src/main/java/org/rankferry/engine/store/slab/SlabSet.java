package org.rankferry.engine.store.slab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.rankferry.engine.api.ImageReadException;
import org.rankferry.engine.api.ImageReader;
import org.rankferry.engine.store.Arrival;
import org.rankferry.engine.store.ArrivalReader;
import org.rankferry.engine.store.IncomingSet;
import org.rankferry.engine.store.IncomingStream;
import org.rankferry.engine.store.StoreException;
import org.rankferry.protocol.image.Manifest;
import org.rankferry.protocol.image.StreamNames;
import org.rankferry.protocol.wire.Names;

/** A set that arrives, is committed or discarded, and may be recycled when it was committed. */
final class SlabSet implements IncomingSet {
    /** How long a discard waits for a commit that is under way; a disk that takes longer is broken. */
    private static final Duration COMMIT_DEADLINE = Duration.ofSeconds(60);

    private final SlabStore store;
    private final SetDirectory directory;
    private final int chunkBytes;
    private final Map<String, SlabStream> streams = new ConcurrentHashMap<>();
    private final Map<Integer, StreamNames> names = new HashMap<>();
    private final Object streamAdded = new Object();
    private SetState state = SetState.ARRIVING;
    private volatile String goneFor;
    private Thread committer;
    /** Written by the committer, read once it has ended. */
    private RuntimeException commitFault;

    SlabSet(final SlabStore store, final SetDirectory directory, final int chunkBytes) {
        this.chunkBytes = chunkBytes;
        this.store = store;
        this.directory = directory;
    }

    @Override
    public Path directory() {
        return directory.path();
    }

    @Override
    public IncomingStream open(final int rank, final String name, final long expectedBytes, final boolean seekable) {
        state.require(SetState.ARRIVING, directory());
        final String fault = Names.streamFault(name);
        if (fault != null || rank < 0) {
            throw new StoreException("rank " + rank + ": " + fault, false, null);
        }
        store.checkFits(expectedBytes, "rank " + rank + ", stream " + name);
        final String clash =
            names.computeIfAbsent(rank, newcomer -> new StreamNames()).add(name, "rank " + rank);
        if (clash != null) {
            throw new StoreException("stream of rank " + rank + ": " + clash, false, null);
        }
        final Arrival arrival = new Arrival(rank, name, seekable);
        final SlabStream stream =
            SlabStream.open(store, chunkBytes, directory.file(rank, name), arrival, expectedBytes);
        synchronized (streamAdded) {
            streams.put(key(rank, name), stream);
            streamAdded.notifyAll();
        }
        return stream;
    }

    @Override
    public ImageReader reader(final int rank, final String name, final long deadlineNs) {
        final SlabStream stream = await(rank, name, deadlineNs);
        return new ArrivalReader(stream.arrival(), stream.path());
    }

    @Override
    public void commit(final Manifest manifest) {
        move(SetState.COMMITTING);
        run(manifest);
        settle();
    }

    @Override
    public void startCommit(final Manifest manifest) {
        if (store.place().kind().durable()) {
            move(SetState.COMMITTING);
            committer = Thread.ofPlatform().daemon().name("rankferry-commit").start(() -> run(manifest));
        } else {
            commit(manifest);
        }
    }

    @Override
    public boolean pollCommit() {
        if (state == SetState.COMMITTING && !committer.isAlive()) {
            settle();
        }
        return state == SetState.COMMITTED;
    }

    @Override
    public void discard(final String reason) {
        if (state == SetState.COMMITTING) {
            awaitCommitter();
        }
        if (state == SetState.ARRIVING || state == SetState.FAILED) {
            remove(reason);
        }
    }

    /** Takes a committed set back. */
    void recycle() {
        state.require(SetState.COMMITTED, directory());
        directory.withdraw();
        remove("the image set was recycled");
    }

    /** The store closes: what is committed stays. */
    void close() {
        discard("the store was closed");
        if (state == SetState.COMMITTED) {
            streams.values().forEach(SlabStream::close);
        }
    }

    private void run(final Manifest manifest) {
        try {
            for (final SlabStream stream : streams.values()) {
                stream.commit();
            }
            directory.writeTemporary(manifest);
            directory.publish();
            directory.dropMarker();
        } catch (final RuntimeException e) {
            commitFault = e;
        }
    }

    private void settle() {
        if (commitFault != null) {
            move(SetState.FAILED);
            throw commitFault;
        }
        move(SetState.COMMITTED);
        store.reserve().retry();
        for (final SlabStream stream : streams.values()) {
            // With a directory for every set, sets stay: the reserve is for the next one.
            if (!stream.fromReserve() || store.perSet()) {
                store.closeLater(stream);
            }
        }
    }

    private void awaitCommitter() {
        try {
            TimeUnit.MILLISECONDS.timedJoin(committer, COMMIT_DEADLINE.toMillis());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (committer.isAlive()) {
            throw new StoreException("the commit of " + directory() + " did not end within "
                + COMMIT_DEADLINE.toSeconds() + " s; look for a file system that hangs", false, null);
        }
        try {
            settle();
        } catch (final StoreException failed) {
            // It is discarded because it failed, or would be anyway.
            return;
        }
    }

    private void remove(final String reason) {
        move(SetState.GONE);
        long bytes = 0;
        goneFor = reason;
        for (final SlabStream stream : streams.values()) {
            bytes += stream.bytes();
            stream.discard(reason);
        }
        directory.remove(store.perSet());
        store.forget(this, bytes);
        synchronized (streamAdded) {
            streamAdded.notifyAll();
        }
    }

    private SlabStream await(final int rank, final String name, final long deadlineNs) {
        final String key = key(rank, name);
        synchronized (streamAdded) {
            while (true) {
                final SlabStream stream = streams.get(key);
                if (stream != null) {
                    return stream;
                }
                final String where = "rank " + rank + ", stream " + name + ": ";
                if (goneFor != null) {
                    throw new ImageReadException(where + goneFor, false, null);
                }
                final long remainingNs = deadlineNs - System.nanoTime();
                if (remainingNs <= 0) {
                    throw new ImageReadException(where + "it had not begun before the deadline", true, null);
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(streamAdded, remainingNs);
                } catch (final InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new ImageReadException(where + "the reading thread was interrupted", false, e);
                }
            }
        }
    }

    private void move(final SetState next) {
        state = state.to(next, directory());
    }

    private static String key(final int rank, final String name) {
        return rank + "/" + name;
    }
}
