package org.rankferry.engine.store.slab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rankferry.engine.store.ImageStore;
import org.rankferry.engine.store.ImageStores;
import org.rankferry.engine.store.IncomingSet;
import org.rankferry.engine.store.IncomingStream;
import org.rankferry.engine.store.StoreException;
import org.rankferry.engine.store.StoreOptions;
import org.rankferry.engine.store.StoreScene;
import org.rankferry.engine.transport.Destination;
import org.rankferry.engine.transport.MemoryRegistrar;
import org.rankferry.protocol.image.ExtentSet;
import org.rankferry.protocol.image.ManifestStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class ReserveTest {
    private static final int CHUNK = 64 << 10;
    private static final int FILE_BYTES = 6 << 20;

    private final Destination destination = new Destination();
    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = StoreScene.newDirectory();
    }

    @AfterEach
    void removeDirectory() throws IOException {
        StoreScene.remove(directory);
    }

    private ImageStore open(final int files, final long bytes) {
        return ImageStores.open("memory",
            StoreScene.options(directory, CHUNK, new StoreOptions.Reserve(files, bytes)));
    }

    private static long address(final IncomingStream stream, final Destination destination) {
        stream.map(0, 1, destination);
        return destination.slab(0).memory().address();
    }

    @Test
    void preparesInBoundedSteps() {
        try (ImageStore store = open(2, FILE_BYTES)) {
            long before = store.preparedBytes();
            int calls = 0;
            while (store.prepare() > 0) {
                final long now = store.preparedBytes();
                assertTrue(now - before <= 4 << 20, "one call prepared " + (now - before));
                before = now;
                calls++;
            }
            assertEquals(2L * FILE_BYTES, before);
            assertEquals(6, calls);
            assertEquals(0, store.prepare());
        }
        assertFalse(Files.exists(directory.resolve(".reserve")));
    }

    @Test
    void recycledSetsUseTheSameMappedMemory() {
        try (ImageStore store = open(1, FILE_BYTES)) {
            store.prepareAll();
            long address = 0;
            for (int round = 0; round < 3; round++) {
                final IncomingSet set = store.begin(StoreScene.identity("job", round, FILE_BYTES));
                final IncomingStream stream = set.open(0, "ctx", FILE_BYTES, false);
                final long now = address(stream, destination);
                assertTrue(round == 0 || now == address, "round " + round + " was mapped anew");
                address = now;
                final ExtentSet held = new ExtentSet();
                held.add(0, FILE_BYTES);
                stream.finish(FILE_BYTES, held);
                set.commit(StoreScene.manifest("job",
                    List.of(new ManifestStream(0, 0, "ctx", FILE_BYTES, stream.digest(FILE_BYTES)))));
                assertEquals(0, store.prepare());
                store.recycle(set.directory());
                assertEquals(FILE_BYTES, store.preparedBytes());
            }
        }
    }

    @Test
    void cutTailIsPreparedAgain() {
        try (ImageStore store = open(1, FILE_BYTES)) {
            store.prepareAll();
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
            final ManifestStream written = StoreScene.writeStream(set, 0, 0, "ctx", 100_000, CHUNK);
            set.commit(StoreScene.manifest("job", List.of(written)));
            store.recycle(set.directory());
            assertEquals(SlabPlan.roundUp(100_000), store.preparedBytes());
            store.prepareAll();
            assertEquals(FILE_BYTES, store.preparedBytes());
        }
    }

    @Test
    void recyclingLeavesNoOldBytes() throws IOException {
        try (ImageStore store = open(1, FILE_BYTES)) {
            store.prepareAll();
            final IncomingSet first = store.begin(StoreScene.identity("job", 1, 0));
            StoreScene.writeStream(first, 0, 0, "ctx", 1_000_003, CHUNK);
            first.discard("given up");
            final IncomingSet second = store.begin(StoreScene.identity("job", 2, 0));
            final IncomingStream stream = second.open(3, "other", 0, true);
            stream.map(500_000, 10, destination);
            destination.slab(0).buffer().put(destination.position(0), StoreScene.bytes(3, "other", 0, 500_000, 10));
            final ExtentSet held = new ExtentSet();
            held.add(500_000, 500_010);
            stream.finish(2_000_000, held);
            final byte[] bytes = Files.readAllBytes(stream.path());
            assertEquals(2_000_000, bytes.length);
            for (int i = 0; i < bytes.length; i++) {
                final byte expected = i >= 500_000 && i < 500_010 ? StoreScene.byteAt(3, "other", 0, i) : 0;
                assertEquals(expected, bytes[i], "offset " + i);
            }
        }
    }

    @Test
    void smallStreamsTakeNoFile() {
        try (ImageStore store = open(1, FILE_BYTES)) {
            store.prepareAll();
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
            set.open(0, "small", 65535, false);
            assertEquals(FILE_BYTES, store.preparedBytes());
            set.open(0, "large", 65536, false);
            assertEquals(0, store.preparedBytes());
        }
    }

    @Test
    void takesTheFileThatFitsBest() {
        try (ImageStore store = open(2, FILE_BYTES)) {
            for (int call = 0; call < 5; call++) {
                store.prepare();
            }
            // One file is whole now, 4 MiB of the other are ready.
            assertEquals(10L << 20, store.preparedBytes());
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
            set.open(0, "fits-the-smaller", 3 << 20, false);
            assertEquals(6L << 20, store.preparedBytes());
            set.open(0, "takes-what-is-there", 50 << 20, false);
            assertEquals(0, store.preparedBytes());
        }
    }

    @Test
    void registersOnceAndAgainOnlyWhatWasCut() {
        final AtomicInteger live = new AtomicInteger();
        final AtomicInteger made = new AtomicInteger();
        final MemoryRegistrar registrar = memory -> {
            assertTrue(memory.byteSize() >= CHUNK);
            live.incrementAndGet();
            made.incrementAndGet();
            return live::decrementAndGet;
        };
        final StoreOptions options = new StoreOptions(
            directory, false, 0, new StoreOptions.Reserve(1, FILE_BYTES), CHUNK, registrar);
        try (ImageStore store = ImageStores.open("memory", options)) {
            store.prepareAll();
            assertEquals(1, made.get());
            for (int round = 0; round < 3; round++) {
                final IncomingSet set = store.begin(StoreScene.identity("job", round, FILE_BYTES));
                set.commit(StoreScene.manifest("job",
                    List.of(StoreScene.writeStream(set, 0, 0, "ctx", FILE_BYTES, CHUNK))));
                store.recycle(set.directory());
            }
            assertEquals(1, made.get());
            final IncomingSet cut = store.begin(StoreScene.identity("job", 9, 0));
            StoreScene.writeStream(cut, 0, 0, "ctx", 1 << 20, CHUNK);
            cut.discard("given up");
            assertEquals(0, live.get());
            store.prepareAll();
            assertEquals(2, made.get());
            assertEquals(1, live.get());
        }
        assertEquals(0, live.get());
    }

    @Test
    void aStreamThatOutgrowsItsFileGetsMore() throws IOException {
        try (ImageStore store = open(1, FILE_BYTES)) {
            store.prepareAll();
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
            final ManifestStream written = StoreScene.writeStream(set, 2, 0, "ctx", FILE_BYTES + 3_000_000, CHUNK - 5);
            set.commit(StoreScene.manifest("job", List.of(written)));
            assertEquals(FILE_BYTES + 3_000_000, Files.size(directory.resolve("rank-2/ctx")));
            store.recycle(directory);
            assertEquals(FILE_BYTES, store.preparedBytes());
        }
    }

    @Test
    void aReserveThatDoesNotFitIsRefused() {
        final StoreException e = assertThrows(StoreException.class, () -> open(1, 1L << 50));
        assertTrue(e.noSpace());
        assertTrue(e.getMessage().contains("--reserve"), e.getMessage());
        assertFalse(Files.exists(directory.resolve(".reserve")));
    }

    @Test
    void theReserveOfADeadProcessIsRemoved() throws IOException {
        Files.createDirectories(directory.resolve(".reserve"));
        Files.write(directory.resolve(".reserve/0"), new byte[100]);
        Files.write(directory.resolve(".reserve/lock"), new byte[0]);
        open(0, 0).close();
        assertFalse(Files.exists(directory.resolve(".reserve")));
    }

    @Test
    void twoStoresDoNotShareADirectory() {
        final ImageStore first = open(1, 4096);
        try (first) {
            final StoreException e = assertThrows(StoreException.class, () -> open(1, 4096));
            assertTrue(e.getMessage().contains("another target"), e.getMessage());
        }
    }

    @Test
    void setsThatStayGiveTheirPlaceInTheReserveUp() {
        final StoreOptions options = new StoreOptions(
            directory, true, 0, new StoreOptions.Reserve(1, FILE_BYTES), CHUNK, MemoryRegistrar.NONE);
        try (ImageStore store = ImageStores.open("memory", options)) {
            store.prepareAll();
            for (int round = 0; round < 2; round++) {
                final IncomingSet set = store.begin(StoreScene.identity("job", round, 0));
                final IncomingStream stream = set.open(0, "ctx", FILE_BYTES, false);
                assertEquals(0, store.preparedBytes());
                stream.finish(1, new ExtentSet());
                set.commit(StoreScene.manifest("job", List.of()));
                store.prepareAll();
                assertEquals(FILE_BYTES, store.preparedBytes());
            }
        }
        assertTrue(Files.exists(directory.resolve("job-0/manifest.json")));
        assertTrue(Files.exists(directory.resolve("job-1/manifest.json")));
    }
}
