package org.rankferry.engine.store.slab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.engine.store.ImageStore;
import org.rankferry.engine.store.ImageStores;
import org.rankferry.engine.store.IncomingSet;
import org.rankferry.engine.store.StoreException;
import org.rankferry.engine.store.StoreOptions;
import org.rankferry.engine.store.StoreScene;
import org.rankferry.engine.store.set.ImageSet;
import org.rankferry.engine.store.set.SetVerifier;
import org.rankferry.engine.store.set.Verification;
import org.rankferry.engine.transport.MemoryRegistrar;
import org.rankferry.protocol.image.Crc32c;
import org.rankferry.protocol.image.ManifestStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Streams whose names are paths: their directories come with them, go with them, and lie in the set's own. */
final class StreamPathsTest {
    private static final int CHUNK = 4096;
    private static final String[] NAMES = {"pages/1.img", "pages/2.img", "pages/deep/er/core", "inventory", "x"};

    private Path root;
    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        root = StoreScene.newDirectory();
        directory = root.resolve("set");
    }

    @AfterEach
    void removeDirectory() throws IOException {
        StoreScene.remove(root);
    }

    private ImageStore open(final String name, final StoreOptions.Reserve reserve) {
        return ImageStores.open(name, StoreScene.options(directory, CHUNK, reserve));
    }

    private static List<ManifestStream> writeStreams(final IncomingSet set) {
        final List<ManifestStream> streams = new ArrayList<>();
        for (int rank = 0; rank < 2; rank++) {
            for (int i = 0; i < NAMES.length; i++) {
                streams.add(StoreScene.writeStream(set, rank, i, NAMES[i], 70_000 * (i % 3) + i, CHUNK));
            }
        }
        return streams;
    }

    private List<String> everything() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.map(path -> root.relativize(path).toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void aSetOfPathsIsReadBackAndVerified(final String name) throws IOException {
        final List<ManifestStream> written;
        try (ImageStore store = open(name, StoreOptions.Reserve.NONE)) {
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
            written = writeStreams(set);
            set.commit(StoreScene.manifest("job", written));
        }
        final ImageSet set = ImageSet.open(directory);
        assertEquals(written, set.manifest().streams());
        for (final ManifestStream stream : written) {
            try (var in = set.open(stream.rank(), stream.name())) {
                assertEquals(stream.crc(), Crc32c.of(in.readAllBytes()), stream.name());
            }
        }
        assertEquals("rwx------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("rank-0/pages/deep"))));
        assertEquals(List.of(), verify().faults());

        Files.writeString(directory.resolve("rank-1/pages/deep/er/extra"), "x");
        Files.createDirectories(directory.resolve("rank-1/pages/other/dir"));
        Files.delete(directory.resolve("rank-0/pages/2.img"));
        final Verification found = verify();
        assertEquals("rank-0/pages/2.img: is missing, the manifest says 70001 bytes", found.summary());
        assertEquals(List.of("rank-0/pages/2.img", "rank-1/pages/deep/er/extra", "rank-1/pages/other"),
            found.faults().stream().map(Verification.Fault::file).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void directoriesGoWithASetThatIsDiscarded(final String name) {
        try (ImageStore store = open(name, StoreOptions.Reserve.NONE)) {
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
            writeStreams(set);
            set.open(7, "half/way/there", 0, false).write(5, ByteBuffer.allocate(10));
            set.discard("given up");
            assertFalse(Files.exists(directory.resolve("rank-0")) || Files.exists(directory.resolve("rank-7")));
            store.begin(StoreScene.identity("job", 2, 0)).open(7, "half/way", 0, false);
        }
        assertFalse(Files.exists(directory));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void filesOfTheReserveGoIntoDirectoriesAndBack(final boolean committed) throws IOException {
        final StoreOptions.Reserve reserve = new StoreOptions.Reserve(2, 1 << 20);
        try (ImageStore store = ImageStores.open("memory", new StoreOptions(
            directory, true, 0, reserve, CHUNK, MemoryRegistrar.NONE))) {
            store.prepareAll();
            assertEquals(2, reserved());
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
            final ManifestStream stream = StoreScene.writeStream(set, 0, 0, "a/b/large", 900_000, CHUNK);
            assertEquals(1, reserved());
            if (committed) {
                set.commit(StoreScene.manifest("job", List.of(stream)));
                store.recycle(set.directory());
            } else {
                set.discard("given up");
            }
            assertEquals(2, reserved());
            assertFalse(Files.exists(directory.resolve("job-1")), "set directory");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void nothingLeavesTheDirectoryOfTheSet(final String name) throws IOException {
        Files.writeString(root.resolve("mine"), "mine");
        try (ImageStore store = open(name, StoreOptions.Reserve.NONE)) {
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
            set.open(0, "a/b", 0, false);
            final List<String> before = everything();
            for (final String bad : new String[] {
                "../mine", "../../mine", "a/../../../mine", "/etc/x", root + "/mine", "", ".", "..", "a/.", "a//c",
                "a/", "..\\mine", "a/b", "a", "a/b/c", "n\u0000l"}) {
                final StoreException e =
                    assertThrows(StoreException.class, () -> set.open(0, bad, 0, false), "name \"" + bad + "\"");
                assertTrue(e.getMessage().contains("rank 0"), e.getMessage());
                assertEquals(before, everything(), "after name \"" + bad + "\"");
            }
            set.discard("given up");
        }
        assertEquals(List.of("", "mine"), everything());
        assertEquals("mine", Files.readString(root.resolve("mine")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void thousandsOfStreamsKeepFewFilesOpen(final String name) throws IOException {
        final int count = 3000;
        final List<ManifestStream> written = new ArrayList<>();
        try (ImageStore store = open(name, StoreOptions.Reserve.NONE)) {
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
            final long before = openFiles();
            for (int i = 0; i < count; i++) {
                written.add(StoreScene.writeStream(set, 0, i, "d" + i % 10 + "/f" + i, i % 3 * 100, CHUNK));
            }
            final long open = openFiles() - before;
            assertTrue(open < 600, open + " of " + count + " files are open");
            set.commit(StoreScene.manifest("job", written));
        }
        assertEquals(List.of(), verify().faults());
        assertEquals(count, verify().manifest().streams().size());
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private long reserved() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(ReserveFiles.DIRECTORY))) {
            return files.filter(file -> !file.endsWith("lock")).count();
        }
    }

    private Verification verify() {
        return SetVerifier.verify(directory, (bytes, total) -> { });
    }
}
