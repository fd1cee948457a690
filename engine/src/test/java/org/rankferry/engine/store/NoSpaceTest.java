package org.rankferry.engine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.engine.nativeio.Libc;
import org.rankferry.engine.transport.Destination;
import org.rankferry.engine.transport.MemoryRegistrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A store that is full says so, before the first byte where it can know, and never with a signal. */
final class NoSpaceTest {
    private static final int CHUNK = 1 << 20;
    private static final int SIZE = 20 << 20;

    private Path directory;
    private boolean mounted;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = StoreScene.newDirectory();
    }

    @AfterEach
    void removeDirectory() throws Exception {
        if (mounted) {
            run("umount", directory.toString());
        }
        StoreScene.remove(directory);
    }

    private static int run(final String... command) throws IOException, InterruptedException {
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), String.join(" ", command) + " hangs");
        return process.exitValue();
    }

    private Path mountSmall() throws Exception {
        assumeTrue(Libc.getuid() == 0, "skipped: mounting a small tmpfs takes root");
        mounted = run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "rankferry-test", directory.toString()) == 0;
        assumeTrue(mounted, "skipped: mount -t tmpfs is not allowed here");
        return directory.resolve("set");
    }

    private static StoreException fillUntilFull(final Consumer<Long> placeChunk) {
        return assertThrows(StoreException.class, () -> {
            for (long at = 0; at <= SIZE; at += CHUNK) {
                placeChunk.accept(at);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void mapFailsWhenTheFileSystemIsFull(final String name) throws Exception {
        final StoreOptions options = StoreScene.options(mountSmall(), CHUNK, StoreOptions.Reserve.NONE);
        try (ImageStore store = ImageStores.open(name, options)) {
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
            final IncomingStream stream = set.open(0, "ctx", 0, false);
            final Destination destination = new Destination();
            final StoreException e = fillUntilFull(at -> {
                stream.map(at, CHUNK, destination);
                destination.slab(0).memory().asSlice(destination.position(0), CHUNK).fill((byte) 1);
            });
            assertTrue(e.noSpace(), e.getMessage());
            assertTrue(e.getMessage().contains("rank-0/ctx") && e.getMessage().contains("--dir"), e.getMessage());
            set.discard("no space");
            assertTrue(store.usableBytes() > SIZE - CHUNK, "left with " + store.usableBytes());
        }
    }

    /** Streams whose lengths nobody knows, all arriving at once: none takes more than a few times what it holds. */
    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void manyShortStreamsFitWhereTheirBytesDo(final String name) throws Exception {
        final StoreOptions options = StoreScene.options(mountSmall(), CHUNK, StoreOptions.Reserve.NONE);
        try (ImageStore store = ImageStores.open(name, options)) {
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
            final Destination destination = new Destination();
            for (int i = 0; i < 40; i++) {
                set.open(0, "short-" + i, 0, false).map(0, 100_000, destination);
                destination.slab(0).memory().asSlice(destination.position(0), 100_000).fill((byte) 1);
            }
            final long taken = SIZE - store.usableBytes();
            assertTrue(taken < 3 * 40 * 100_000, "taken: " + taken);
            set.discard("seen");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void writeFailsWhenTheFileSystemIsFull(final String name) throws Exception {
        final StoreOptions options = StoreScene.options(mountSmall(), CHUNK, StoreOptions.Reserve.NONE);
        try (ImageStore store = ImageStores.open(name, options)) {
            final IncomingStream stream = store.begin(StoreScene.identity("job", 1, 0)).open(0, "ctx", 0, false);
            final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
            final StoreException e = fillUntilFull(at -> stream.write(at, chunk.clear()));
            assertTrue(e.noSpace(), e.getMessage());
        }
        assertFalse(Files.exists(directory.resolve("set")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void whatIsKnownNotToFitIsRefusedBeforeTheFirstByte(final String name) throws Exception {
        final StoreOptions options = StoreScene.options(mountSmall(), CHUNK, StoreOptions.Reserve.NONE);
        try (ImageStore store = ImageStores.open(name, options)) {
            assertTrue(assertThrows(StoreException.class,
                () -> store.begin(StoreScene.identity("job", 1, SIZE + 1))).noSpace());
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, SIZE / 2));
            final StoreException e = assertThrows(StoreException.class, () -> set.open(4, "ctx", SIZE + 1, false));
            assertTrue(e.noSpace());
            assertTrue(e.getMessage().startsWith("rank 4, stream ctx has " + (SIZE + 1)), e.getMessage());
        }
    }

    @Test
    void unusedReserveMakesRoom() throws Exception {
        final StoreOptions options = StoreScene.options(mountSmall(), CHUNK, new StoreOptions.Reserve(4, 4 << 20));
        try (ImageStore store = ImageStores.open("memory", options)) {
            store.prepareAll();
            assertEquals(16 << 20, store.preparedBytes());
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, 19 << 20));
            final IncomingStream stream = set.open(0, "ctx", 0, false);
            final Destination destination = new Destination();
            for (long at = 0; at < 12 << 20; at += CHUNK) {
                stream.map(at, CHUNK, destination);
            }
            assertTrue(store.preparedBytes() < 12 << 20, "reserve of " + store.preparedBytes());
            assertEquals(0, store.prepare(), "the reserve must not take the memory back while the set arrives");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void theLimitIsKept(final String name) {
        final StoreOptions options = new StoreOptions(
            directory.resolve("set"), false, 3 << 20, StoreOptions.Reserve.NONE, CHUNK, MemoryRegistrar.NONE);
        try (ImageStore store = ImageStores.open(name, options)) {
            assertEquals(3 << 20, store.usableBytes());
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, 3 << 20));
            final IncomingStream stream = set.open(0, "ctx", 3 << 20, false);
            final Destination destination = new Destination();
            stream.map(0, CHUNK, destination);
            stream.write(CHUNK, ByteBuffer.allocate(CHUNK));
            assertEquals(CHUNK, store.usableBytes());
            assertTrue(assertThrows(StoreException.class,
                () -> stream.write(2 * CHUNK, ByteBuffer.allocate(CHUNK + 1))).noSpace());
            set.discard("too long");
            assertEquals(3 << 20, store.usableBytes());
        }
    }

    @Test
    void anUnknownStoreIsRefusedWithThoseThereAre() {
        final StoreException e = assertThrows(StoreException.class, () -> ImageStores.open("tape",
            StoreScene.options(directory, CHUNK, StoreOptions.Reserve.NONE)));
        assertEquals("there is no image store 'tape'; there are file, memory", e.getMessage());
    }
}
