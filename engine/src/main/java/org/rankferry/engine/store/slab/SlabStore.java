package org.rankferry.engine.store.slab;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

import org.rankferry.engine.nativeio.Libc;
import org.rankferry.engine.store.ImageStore;
import org.rankferry.engine.store.IncomingSet;
import org.rankferry.engine.store.SetIdentity;
import org.rankferry.engine.store.StoreException;
import org.rankferry.engine.store.StoreOptions;
import org.rankferry.engine.store.set.ImageSet;

/** Both stores: image sets as files of mapped slabs, in one directory. */
final class SlabStore implements ImageStore {
    /** Streams whose file may stay open when they have ended; a set of many files would run out of descriptors. */
    private static final int MANY_OPEN = 512;

    private final StoreOptions options;
    private final SlabPlace place;
    private final ReserveFiles reserve;
    private final boolean directoryMade;
    private final Map<Path, SlabSet> sets = new HashMap<>();
    private final ArrayDeque<SlabStream> toClose = new ArrayDeque<>();
    private long used;
    private int open;

    private SlabStore(
        final StoreOptions options, final SlabPlace place, final ReserveFiles reserve, final boolean directoryMade) {
        this.options = options;
        this.place = place;
        this.reserve = reserve;
        this.directoryMade = directoryMade;
    }

    static SlabStore open(final StoreKind kind, final StoreOptions options) {
        final Path directory = options.directory();
        final boolean made = SetDirectory.create(directory);
        if (!Files.isWritable(directory)) {
            throw new StoreException("can't write to directory " + directory + "; give a --dir this user may write to",
                false, null);
        }
        final SlabPlace place = SlabPlace.of(kind, directory, options.chunkBytes(), options.registrar());
        if (options.perSet()) {
            removeLeftovers(directory);
        } else {
            SetDirectory.makeUsable(directory);
        }
        final StoreOptions.Reserve wanted = kind.inMemory() ? options.reserve() : StoreOptions.Reserve.NONE;
        final SlabStore store = new SlabStore(options, place, ReserveFiles.open(place, wanted), made);
        final long reserveBytes = wanted.files() * wanted.bytes();
        if (reserveBytes > store.usableBytes()) {
            final String text = "a reserve of " + wanted.files() + " x " + wanted.bytes() + " bytes does not fit into "
                + directory + ", which takes " + store.usableBytes() + " more bytes; give a smaller --reserve";
            store.close();
            throw new StoreException(text, true, null);
        }
        return store;
    }

    @Override
    public String name() {
        return place.kind().storeName();
    }

    @Override
    public long usableBytes() {
        try {
            final FileStore fileStore = Files.getFileStore(options.directory());
            // A tmpfs without a limit has a size of 0.
            long free = fileStore.getTotalSpace() == 0 ? Long.MAX_VALUE : fileStore.getUsableSpace();
            if (place.kind().inMemory()) {
                free = Math.min(free, Libc.availableMemory() - SlabPlace.HEADROOM_BYTES);
            }
            free = Math.max(0, free) + reserve.preparedBytes();
            return options.maxBytes() == 0 ? free : Math.min(free, options.maxBytes() - used);
        } catch (final IOException e) {
            throw StoreFaults.of("can't ask for the space of " + options.directory(), options.directory(), e);
        }
    }

    @Override
    public IncomingSet begin(final SetIdentity identity) {
        checkFits(identity.expectedBytes(), "the image set of job " + identity.job());
        final Path directory = options.perSet()
            ? options.directory().resolve(identity.job() + "-" + identity.epoch()) : options.directory();
        final int chunkBytes = identity.chunkBytes() == 0 ? options.chunkBytes() : identity.chunkBytes();
        if (chunkBytes > options.chunkBytes()) {
            throw new IllegalArgumentException("chunks of " + chunkBytes + " bytes in a store made for at most "
                + options.chunkBytes());
        }
        final SlabSet set = new SlabSet(this,
            SetDirectory.claim(directory, identity, place.kind().durable()), chunkBytes);
        sets.put(key(directory), set);
        return set;
    }

    @Override
    public int prepare() {
        final SlabStream stream = toClose.poll();
        if (stream != null) {
            stream.close();
            return 1;
        }
        return reserve.prepare();
    }

    @Override
    public long preparedBytes() {
        return reserve.preparedBytes();
    }

    @Override
    public void recycle(final Path directory) {
        final SlabSet set = sets.get(key(directory));
        if (set == null) {
            throw new StoreException("no image set of this store is in " + directory, false, null);
        }
        set.recycle();
    }

    @Override
    public void close() {
        for (final SlabSet set : sets.values().toArray(new SlabSet[0])) {
            set.close();
        }
        reserve.close();
        if (directoryMade) {
            try {
                Files.deleteIfExists(options.directory());
            } catch (final DirectoryNotEmptyException e) {
                // A committed set is in it.
                return;
            } catch (final IOException e) {
                throw StoreFaults.of("can't remove directory " + options.directory(), options.directory(), e);
            }
        }
    }

    SlabPlace place() {
        return place;
    }

    ReserveFiles reserve() {
        return reserve;
    }

    /** Whether sets have directories of their own, which go with them. */
    boolean perSet() {
        return options.perSet();
    }

    /** Refuses what is known not to fit, before its first byte. */
    void checkFits(final long expectedBytes, final String what) {
        // What fits into the reserve fits: asking the system takes longer than moving a chunk.
        if (expectedBytes == 0 || (options.maxBytes() == 0 && expectedBytes <= reserve.preparedBytes())) {
            return;
        }
        final long usable = usableBytes();
        if (expectedBytes > usable) {
            throw new StoreException(what + " has " + expectedBytes + " bytes, but " + options.directory()
                + " takes only " + usable + " more; free some, or give another --dir or --max-bytes",
                true, null);
        }
    }

    /** Counts bytes of images against the limit. */
    void charge(final long bytes, final Path file) {
        if (options.maxBytes() > 0 && used + bytes > options.maxBytes()) {
            throw new StoreException("no space for " + bytes + " more bytes of " + file + ": the store's limit is "
                + options.maxBytes() + " bytes, " + used + " are used; raise --max-bytes", true, null);
        }
        used += bytes;
    }

    /** Unmapping takes milliseconds, which the source need not wait for: it is done when the agent is idle. */
    void closeLater(final SlabStream stream) {
        toClose.add(stream);
    }

    /** So many more streams have a file open. */
    void countOpen(final int streams) {
        open += streams;
    }

    /** Whether streams that have ended had better close their files at once. */
    boolean manyOpen() {
        return open > MANY_OPEN;
    }

    /** A set is gone, and its bytes with it. */
    void forget(final SlabSet set, final long bytes) {
        used -= bytes;
        sets.remove(key(set.directory()));
        reserve.retry();
    }

    private static Path key(final Path directory) {
        return directory.toAbsolutePath().normalize();
    }

    private static void removeLeftovers(final Path directory) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
            for (final Path entry : entries) {
                final Path marker = entry.resolve(ImageSet.INCOMING_MARKER);
                if (Files.exists(marker) && !LiveMarker.isLive(marker)) {
                    SetDirectory.removeLeftover(entry);
                }
            }
        } catch (final IOException e) {
            throw StoreFaults.of("can't tidy " + directory, directory, e);
        }
    }
}
