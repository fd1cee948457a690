package org.rankferry.engine.store.slab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.rankferry.engine.store.ImageStore;
import org.rankferry.engine.store.ImageStores;
import org.rankferry.engine.store.IncomingSet;
import org.rankferry.engine.store.IncomingStream;
import org.rankferry.engine.store.Placement;
import org.rankferry.engine.store.StoreOptions;
import org.rankferry.engine.store.StoreScene;
import org.rankferry.engine.transport.MemoryRegistrar;
import org.rankferry.protocol.image.Crc32c;
import org.rankferry.protocol.image.ExtentSet;
import org.rankferry.protocol.image.ManifestStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** A stream holds what was put into it, whatever the order, the gaps, and the memory it was given. */
final class StreamModelProperties {
    private static final int CHUNK = 16 << 10;
    private static final int ROUNDS = 3;
    private static final int MAX_LENGTH = 400_000;

    @Property(tries = 80)
    void streamsHoldWhatWasPlaced(@ForAll final long seed, @ForAll final boolean memory,
        @ForAll final boolean direct, @ForAll final boolean reserve) throws IOException {
        final Random random = new Random(seed);
        final Path directory = StoreScene.newDirectory();
        // A small reserve file lets streams outgrow it: its slab ends somewhere inside the stream.
        final StoreOptions.Reserve files = reserve
            ? new StoreOptions.Reserve(2, 4096L * (16 + random.nextInt(60))) : StoreOptions.Reserve.NONE;
        final StoreOptions options = StoreScene.options(directory, CHUNK, files);
        try (ImageStore store = ImageStores.open(memory ? "memory" : "file", options);
            Placement placement = direct ? Placement.direct() : Placement.staged(4, CHUNK, MemoryRegistrar.NONE)) {
            for (int round = 0; round < ROUNDS; round++) {
                oneSet(random, store, placement, round, "seed " + seed + ", round " + round);
            }
        } finally {
            StoreScene.remove(directory);
        }
    }

    private static void oneSet(final Random random, final ImageStore store, final Placement placement, final int round,
        final String where) throws IOException {
        if (random.nextBoolean()) {
            store.prepareAll();
        } else {
            store.prepare();
        }
        final IncomingSet set = store.begin(StoreScene.identity("job", round, 0));
        final int rank = random.nextInt(5);
        final int span = 1 + random.nextInt(MAX_LENGTH);
        final byte[] model = new byte[span];
        final ExtentSet held = new ExtentSet();
        final long expected = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(MAX_LENGTH);
        final IncomingStream stream = set.open(rank, "ctx", expected, true);
        for (int i = random.nextInt(40); i > 0; i--) {
            final int length = Math.min(1 + random.nextInt(CHUNK), span);
            final int position = random.nextInt(span - length + 1);
            final byte[] chunk = StoreScene.bytes(rank, "ctx", round * 100 + i, position, length);
            StoreScene.place(placement, random.nextInt(4), stream, position, chunk);
            System.arraycopy(chunk, 0, model, position, length);
            held.add(position, position + length);
        }
        if (random.nextInt(4) == 0) {
            set.discard("the test gave it up");
            return;
        }
        final long end = held.count() == 0 ? 0 : held.end(held.count() - 1);
        final int length = (int) (end + (span > end ? random.nextInt((int) (span - end) + 1) : 0));
        stream.finish(length, held);
        final byte[] whole = Arrays.copyOf(model, length);
        final int crc = Crc32c.of(whole);
        assertArrayEquals(whole, Files.readAllBytes(stream.path()), where);
        assertEquals(crc, stream.digest(length), where);
        set.commit(StoreScene.manifest("job", List.of(new ManifestStream(rank, 0, "ctx", length, crc))));
        assertArrayEquals(whole, Files.readAllBytes(stream.path()), where);
        store.recycle(set.directory());
    }
}
