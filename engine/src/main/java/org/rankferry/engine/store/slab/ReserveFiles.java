package org.rankferry.engine.store.slab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.rankferry.engine.store.StoreException;
import org.rankferry.engine.store.StoreOptions;

/**
 * Files whose memory is allocated, mapped, touched and registered before a stream needs it.
 *
 * <p>A file that is taken counts as the reserve's until it is put back or given up, so the reserve never holds more
 * memory than asked for.
 */
final class ReserveFiles {
    /** Where the files wait, beside the sets. */
    static final String DIRECTORY = ".reserve";

    private static final String MARKER = "lock";

    /** Bytes touched in one call: two milliseconds or so. */
    private static final int STEP = 4 << 20;

    /** Bytes of a slab: small enough to be registered without a pause that is felt. */
    private static final int MAX_SLAB = 64 << 20;

    private final SlabPlace place;
    private final StoreOptions.Reserve wanted;
    private final Path directory;
    private final List<SlabFile> waiting = new ArrayList<>();
    private LiveMarker marker;
    private int taken;
    private long made;
    private boolean full;

    private ReserveFiles(final SlabPlace place, final StoreOptions.Reserve wanted, final LiveMarker marker) {
        this.place = place;
        this.wanted = wanted;
        this.directory = place.directory().resolve(DIRECTORY);
        this.marker = marker;
    }

    /** Removes the reserve of a process that died, and begins a new one. */
    static ReserveFiles open(final SlabPlace place, final StoreOptions.Reserve wanted) {
        final Path directory = place.directory().resolve(DIRECTORY);
        try {
            if (!Files.exists(directory) && wanted.files() == 0) {
                return new ReserveFiles(place, wanted, null);
            }
            SetDirectory.create(directory);
            final LiveMarker marker = LiveMarker.take(directory.resolve(MARKER),
                "pid " + ProcessHandle.current().pid());
            if (marker == null) {
                throw new StoreException("another target keeps its reserve in " + place.directory()
                    + "; give another --dir", false, null);
            }
            try (var entries = Files.newDirectoryStream(directory, file -> !file.endsWith(MARKER))) {
                for (final Path entry : entries) {
                    Files.delete(entry);
                }
            }
            final ReserveFiles reserve = new ReserveFiles(place, wanted, marker);
            if (wanted.files() == 0) {
                reserve.close();
            }
            return reserve;
        } catch (final IOException e) {
            throw StoreFaults.of("can't keep a reserve in " + directory, place.directory(), e);
        }
    }

    /**
     * Takes the file that fits best: the smallest that holds what is expected, else the largest.
     *
     * @param expected bytes, 0 when not known.
     * @return null when there is none.
     */
    SlabFile take(final long expected) {
        SlabFile best = null;
        long bestBytes = 0;
        for (int i = 0; i < waiting.size(); i++) {
            final long bytes = waiting.get(i).preparedBytes();
            if (bytes > 0 && (best == null || fitsBetter(bytes, bestBytes, expected))) {
                best = waiting.get(i);
                bestBytes = bytes;
            }
        }
        if (best != null) {
            waiting.remove(best);
            taken++;
        }
        return best;
    }

    /** Puts a file back, with its memory. */
    void put(final SlabFile file) {
        taken--;
        if (waiting.size() + taken >= wanted.files()) {
            remove(file);
        } else {
            file.recycle(wanted.bytes());
            file.moveTo(next());
            waiting.add(file);
            full = false;
        }
    }

    /** A file that was taken stays where it is. */
    void giveUpTaken() {
        taken--;
    }

    /** Frees memory for a stream that needs it now. Returns false when there is nothing to free. */
    boolean giveUpOne() {
        if (waiting.isEmpty()) {
            return false;
        }
        remove(waiting.removeLast());
        full = true;
        return true;
    }

    /** Gets a part of the reserve ready. Returns 0 when all of it is, or when there is no space for more. */
    int prepare() {
        if (full || wanted.bytes() == 0) {
            return 0;
        }
        try {
            for (int i = 0; i < waiting.size(); i++) {
                if (waiting.get(i).prepare(wanted.bytes(), STEP)) {
                    return 1;
                }
            }
            if (waiting.size() + taken < wanted.files()) {
                waiting.add(new SlabFile(place, plan(), next(), true));
                return 1;
            }
            return 0;
        } catch (final StoreException e) {
            if (!e.noSpace()) {
                throw e;
            }
            // The reserve is a matter of speed: a smaller one serves too. What comes back makes room again.
            full = true;
            return 0;
        }
    }

    /** Memory may have come free: the reserve may grow again. */
    void retry() {
        full = false;
    }

    long preparedBytes() {
        long bytes = 0;
        for (int i = 0; i < waiting.size(); i++) {
            bytes += waiting.get(i).preparedBytes();
        }
        return bytes;
    }

    void close() {
        waiting.forEach(this::remove);
        waiting.clear();
        try {
            if (marker != null) {
                marker.remove();
                marker = null;
                Files.deleteIfExists(directory);
            }
        } catch (final IOException e) {
            throw StoreFaults.of("can't remove the reserve in " + directory, directory, e);
        }
    }

    private static boolean fitsBetter(final long bytes, final long bestBytes, final long expected) {
        final boolean bothFit = expected > 0 && bytes >= expected && bestBytes >= expected;
        return bothFit ? bytes < bestBytes : bytes > bestBytes;
    }

    private SlabPlan plan() {
        return new SlabPlan(wanted.bytes(), MAX_SLAB, place.chunkBytes());
    }

    private Path next() {
        return directory.resolve(Long.toString(made++));
    }

    private void remove(final SlabFile file) {
        try {
            file.close();
            Files.deleteIfExists(file.path());
        } catch (final IOException e) {
            throw StoreFaults.of("can't remove " + file.path(), directory, e);
        }
    }
}
