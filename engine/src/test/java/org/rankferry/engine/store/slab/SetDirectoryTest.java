package org.rankferry.engine.store.slab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.engine.store.ImageStore;
import org.rankferry.engine.store.ImageStores;
import org.rankferry.engine.store.IncomingSet;
import org.rankferry.engine.store.IncomingStream;
import org.rankferry.engine.store.StoreException;
import org.rankferry.engine.store.StoreOptions;
import org.rankferry.engine.store.StoreScene;
import org.rankferry.engine.store.set.ImageSet;
import org.rankferry.engine.transport.Destination;
import org.rankferry.engine.transport.MemoryRegistrar;
import org.rankferry.protocol.image.Crc32c;
import org.rankferry.protocol.image.ExtentSet;
import org.rankferry.protocol.image.Manifest;
import org.rankferry.protocol.image.ManifestStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class SetDirectoryTest {
    private static final int CHUNK = 4096;

    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = StoreScene.newDirectory().resolve("set");
    }

    @AfterEach
    void removeDirectory() throws IOException {
        StoreScene.remove(directory.getParent());
    }

    private ImageStore open(final String name) {
        return ImageStores.open(name, StoreScene.options(directory, CHUNK, StoreOptions.Reserve.NONE));
    }

    private static void assertRefused(final String part, final Runnable call) {
        final StoreException e = assertThrows(StoreException.class, call::run);
        assertTrue(e.getMessage().contains(part) && e.getMessage().contains("--dir"), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void aCommittedSetIsReadBackAndNotOverwritten(final String name) throws IOException {
        final ManifestStream written;
        try (ImageStore store = open(name)) {
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
            written = StoreScene.writeStream(set, 2, 0, "ctx.1", 70_000, CHUNK);
            StoreScene.writeStream(set, 3, 0, "empty", 0, CHUNK);
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
            assertEquals("rw-------", PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("rank-2/ctx.1"))));
            set.startCommit(StoreScene.manifest("job", List.of(written)));
            final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!set.pollCommit()) {
                assertTrue(System.nanoTime() < deadline, "the commit does not end");
                Thread.onSpinWait();
            }
            set.discard("too late, and harmless");
            assertRefused("holds an image set already", () -> store.begin(StoreScene.identity("job", 2, 0)));
        }
        final ImageSet set = ImageSet.open(directory);
        assertEquals(List.of(written), set.manifest().streams());
        try (var in = set.open(2, "ctx.1")) {
            assertEquals(written.crc(), Crc32c.of(in.readAllBytes()));
        }
        assertThrows(StoreException.class, () -> set.path(2, "none"));
        assertRefused("holds an image set already", () -> open(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void nothingIsLeftOfADiscardedSet(final String name) {
        try (ImageStore store = open(name)) {
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
            StoreScene.writeStream(set, 0, 0, "ctx", 70_000, CHUNK);
            set.open(1, "half", 0, false).write(5, ByteBuffer.allocate(10));
            set.discard("given up");
            set.discard("again");
            store.begin(StoreScene.identity("job", 2, 0)).open(1, "half", 0, false);
        }
        assertFalse(Files.exists(directory));
    }

    @Test
    void otherFilesAreNotTouched() throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("thesis.tex"), "mine");
        assertRefused("is not empty, it has thesis.tex", () -> open("file"));
        assertTrue(Files.exists(directory.resolve("thesis.tex")));
    }

    @Test
    void leftoversOfADeadTargetAreRemoved() throws IOException {
        Files.createDirectories(directory.resolve("rank-0"));
        Files.writeString(directory.resolve("rank-0/ctx"), "old");
        Files.writeString(directory.resolve("manifest.json.tmp"), "old");
        Files.writeString(directory.resolve(ImageSet.INCOMING_MARKER), "job old");
        try (ImageStore store = open("file")) {
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
            assertFalse(Files.exists(directory.resolve("rank-0")));
            assertTrue(Files.readString(directory.resolve(ImageSet.INCOMING_MARKER))
                .startsWith("job job epoch 1 session"));
            set.open(0, "ctx", 0, false);
        }
    }

    @Test
    void leftoversBesideOtherSetsAreRemoved() throws IOException {
        Files.createDirectories(directory.resolve("job-1/rank-0"));
        Files.writeString(directory.resolve("job-1/.incoming"), "job old");
        Files.createDirectories(directory.resolve("job-2"));
        Files.writeString(directory.resolve("job-2/manifest.json"), "a set");
        ImageStores.open("file", new StoreOptions(
            directory, true, 0, StoreOptions.Reserve.NONE, CHUNK, MemoryRegistrar.NONE)).close();
        assertFalse(Files.exists(directory.resolve("job-1")));
        assertTrue(Files.exists(directory.resolve("job-2/manifest.json")));
    }

    @Test
    void aSetThatALivingProcessReceivesIsLeftAlone() throws Exception {
        Files.createDirectories(directory);
        final Path marker = directory.resolve(ImageSet.INCOMING_MARKER);
        final Process holder = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
            "-cp", System.getProperty("java.class.path"), LockHolder.class.getName(), marker.toString()).start();
        try {
            assertEquals('L', holder.getInputStream().read());
            assertRefused("another target is receiving into", () -> open("file"));
        } finally {
            holder.getOutputStream().close();
            assertTrue(holder.waitFor(10, TimeUnit.SECONDS));
        }
        open("file").close();
    }

    /** Another process that receives: holds the marker's lock until its input ends. */
    static final class LockHolder {
        private LockHolder() {
        }

        public static void main(final String[] arguments) throws IOException {
            try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
                System.out.write(lock.isValid() ? 'L' : 'X');
                System.out.flush();
                final int ended = System.in.read();
                assert ended < 0;
            }
        }
    }

    @Test
    void aCommitThatDiesBeforeTheRenameIsNoSet() throws IOException {
        final SetDirectory claimed = SetDirectory.claim(directory, StoreScene.identity("job", 1, 0), true);
        Files.writeString(claimed.file(0, "ctx"), "");
        claimed.writeTemporary(StoreScene.manifest("job", List.of(new ManifestStream(0, 0, "ctx", 0, 0))));
        assertThrows(StoreException.class, () -> ImageSet.open(directory));
        assertRefused("another target is receiving into", () -> SetDirectory.makeUsable(directory));
        // The process dies: its lock ends with it, the marker stays.
        claimed.dropMarker();
        Files.writeString(directory.resolve(ImageSet.INCOMING_MARKER), "job job");
        SetDirectory.makeUsable(directory);
        try (var left = Files.list(directory)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void aCommitThatDiesAfterTheRenameIsASet() {
        final SetDirectory claimed = SetDirectory.claim(directory, StoreScene.identity("job", 1, 0), true);
        final Manifest manifest = StoreScene.manifest("job", List.of(new ManifestStream(0, 0, "ctx", 0, 0)));
        claimed.writeTemporary(manifest);
        claimed.publish();
        assertEquals(manifest, ImageSet.open(directory).manifest());
        assertRefused("holds an image set already", () -> SetDirectory.makeUsable(directory));
        claimed.dropMarker();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void offsetsAre64Bit(final String name) throws IOException {
        final long far = 5L << 30;
        try (ImageStore store = open(name)) {
            final IncomingStream stream = store.begin(StoreScene.identity("job", 1, 0)).open(0, "ctx", 0, true);
            stream.write(far - 100, ByteBuffer.wrap(StoreScene.bytes(0, "ctx", 0, far - 100, 200)));
            final Destination destination = new Destination();
            stream.map(far + CHUNK, 10, destination);
            destination.slab(0).buffer()
                .put(destination.position(0), StoreScene.bytes(0, "ctx", 0, far + CHUNK, 10));
            final ExtentSet held = new ExtentSet();
            held.add(far - 100, far + 100);
            held.add(far + CHUNK, far + CHUNK + 10);
            stream.finish(far + CHUNK + 10, held);
            assertEquals(far + CHUNK + 10, Files.size(stream.path()));
            final ByteBuffer bytes = ByteBuffer.allocate(CHUNK + 110);
            try (FileChannel channel = FileChannel.open(stream.path())) {
                assertEquals(bytes.capacity(), channel.read(bytes, far - 100));
            }
            for (int i = 0; i < bytes.capacity(); i++) {
                final boolean written = i < 200 || i >= CHUNK + 100;
                assertEquals(written ? StoreScene.byteAt(0, "ctx", 0, far - 100 + i) : 0, bytes.get(i), "at " + i);
            }
        }
    }

    @Test
    void theMemoryStoreKeepsOffTheDisk() throws IOException {
        final Path disk = Files.createTempDirectory("rankferry-store-test-");
        try {
            assertRefused("is not in memory", () -> ImageStores.open("memory",
                StoreScene.options(disk, CHUNK, StoreOptions.Reserve.NONE)));
        } finally {
            StoreScene.remove(disk);
        }
    }

    @Test
    void everyTransitionOfASetIsLegalOrNamed() {
        final Map<SetState, Set<SetState>> legal = Map.of(
            SetState.ARRIVING, Set.of(SetState.COMMITTING, SetState.GONE),
            SetState.COMMITTING, Set.of(SetState.COMMITTED, SetState.FAILED),
            SetState.COMMITTED, Set.of(SetState.GONE),
            SetState.FAILED, Set.of(SetState.GONE),
            SetState.GONE, Set.of());
        for (final SetState from : SetState.values()) {
            for (final SetState to : SetState.values()) {
                if (legal.get(from).contains(to)) {
                    assertEquals(to, from.to(to, directory));
                } else {
                    final String message = assertThrows(IllegalStateException.class,
                        () -> from.to(to, directory)).getMessage();
                    assertTrue(message.contains(from.name()) && message.contains(to.name()), message);
                }
            }
        }
    }
}
