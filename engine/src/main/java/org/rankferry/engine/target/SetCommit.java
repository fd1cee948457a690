package org.rankferry.engine.target;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.rankferry.engine.store.StoreException;

/**
 * The end of a complete set: digests that have to be read back, then the store's commit. Both may take long and run off
 * the agent's thread, which asks {@link #poll()} and answers pings meanwhile.
 */
final class SetCommit {
    private final ArrivingSet set;
    private final long sinceNs;
    private final CompletableFuture<Void> readBack;
    private boolean started;

    SetCommit(final ArrivingSet set, final long nowNs) {
        this.set = set;
        this.sinceNs = nowNs;
        final List<ArrivingStream> streams = set.toReadBack();
        this.readBack = streams.isEmpty() ? CompletableFuture.completedFuture(null)
            : CompletableFuture.runAsync(() -> streams.forEach(ArrivingStream::readBack));
    }

    /**
     * Goes on with it.
     *
     * @return whether the set is committed.
     * @throws StoreException when it can't be.
     */
    boolean poll() {
        if (!started) {
            if (!readBack.isDone()) {
                return false;
            }
            try {
                readBack.join();
            } catch (final CompletionException e) {
                throw new StoreException(
                    "image set can't be read back: " + e.getCause().getMessage(), false, e.getCause());
            }
            set.incoming().startCommit(set.manifest());
            started = true;
        }
        return set.incoming().pollCommit();
    }

    /** Time the commit has taken until now. */
    long elapsedNs(final long nowNs) {
        return nowNs - sinceNs;
    }
}
