package org.rankferry.bufferpool;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class PoolFileTest {
    private static final PoolGeometry GEOMETRY = new PoolGeometry(64 * 1024, 5);

    @TempDir
    private Path temporary;

    private Path directory;

    @BeforeEach
    void makePrivateDirectory() throws IOException {
        directory = Files.createDirectory(temporary.resolve("private"));
        setMode(directory, "rwx------");
    }

    @Test
    void shouldCreateAFileOfItsOwnerAloneAndRemoveIt() throws IOException {
        final Path made = directory.resolve("made");
        final Path path;
        try (PoolFile file = PoolFile.create(made, GEOMETRY)) {
            path = file.path();
            assertEquals(made.resolve("pool"), path);
            assertEquals(GEOMETRY, file.geometry());
            assertEquals(GEOMETRY.poolBytes(), Files.size(path));
            assertEquals("rw-------", mode(path));
            assertEquals("rwx------", mode(made));
        }
        assertFalse(Files.exists(path));
        assertFalse(Files.exists(made), "the directory was made for the pool");
        assertTrue(Files.exists(directory));
    }

    @Test
    void shouldLayChunksOneBehindTheOther() throws IOException {
        try (PoolFile file = PoolFile.create(directory, GEOMETRY);
            PoolFile reader = PoolFile.openForReading(file.path(), GEOMETRY);
            PoolFile writer = PoolFile.open(file.path(), GEOMETRY, true)) {
            for (int i = 0; i < GEOMETRY.chunks(); i++) {
                assertSame(file.chunk(i), file.chunk(i));
                assertSame(file.chunkBuffer(i), file.chunkBuffer(i));
                fill(i % 2 == 0 ? file.chunk(i) : writer.chunk(i), i);
            }
            for (int i = 0; i < GEOMETRY.chunks(); i++) {
                final ByteBuffer buffer = reader.chunkBuffer(i);
                assertTrue(buffer.isDirect() && buffer.isReadOnly());
                assertEquals(ByteOrder.LITTLE_ENDIAN, buffer.order());
                assertEquals(GEOMETRY.chunkBytes(), buffer.capacity());
                for (int offset = 0; offset < GEOMETRY.chunkBytes(); offset += Long.BYTES) {
                    assertEquals(pattern(i, offset), buffer.getLong(offset), "chunk " + i + " offset " + offset);
                }
                assertEquals(-1, reader.chunk(i).mismatch(file.memory().asSlice(GEOMETRY.offset(i),
                    GEOMETRY.chunkBytes())));
            }
            assertThrows(IndexOutOfBoundsException.class, () -> file.chunk(GEOMETRY.chunks()));
            assertThrows(IndexOutOfBoundsException.class, () -> file.chunkBuffer(-1));
            assertThrows(RuntimeException.class, () -> reader.chunk(0).set(JAVA_BYTE, 0, (byte) 1));
        }
    }

    @Test
    void shouldReallyAllocateTheBytes() throws Exception {
        try (PoolFile file = PoolFile.create(directory, GEOMETRY)) {
            final Process stat = new ProcessBuilder("stat", "-c", "%b %B", file.path().toString()).start();
            final String[] blocks = stat.inputReader().readLine().split(" ");
            assertEquals(0, stat.waitFor());
            assertTrue(Long.parseLong(blocks[0]) * Long.parseLong(blocks[1]) >= GEOMETRY.poolBytes(),
                String.join(" blocks of ", blocks));
        }
    }

    @Test
    void shouldNotBeUsableOnceClosed() {
        final PoolFile file = PoolFile.create(directory, GEOMETRY);
        final ByteBuffer buffer = file.chunkBuffer(0);
        file.close();
        file.close();

        assertThrows(IllegalStateException.class, () -> buffer.get(0));
        assertThrows(IllegalStateException.class, () -> file.chunk(1).get(JAVA_BYTE, 0));
    }

    @Test
    void shouldLeaveTheFileOfAnotherAlone() throws IOException {
        try (PoolFile file = PoolFile.create(directory, "lu.pool", GEOMETRY)) {
            PoolFile.openForReading(file.path(), GEOMETRY).close();
            final PoolException e =
                assertThrows(PoolException.class, () -> PoolFile.create(directory, "lu.pool", GEOMETRY));
            assertEquals("pool file " + file.path() + " exists; another source uses it, or remove it", e.getMessage());
            assertTrue(Files.exists(file.path()));
        }
    }

    @Test
    void shouldRefuseADirectoryThatIsOpenToOthers() throws IOException {
        for (final String mode : List.of("rwxr-xr-x", "rwx--x---", "rwx----w-", "rwxrwxrwx")) {
            setMode(directory, mode);
            assertEquals("pool directory " + directory + " is open to other users (mode " + mode +
                "); run: chmod 700 " + directory, refusal(directory));
        }
    }

    @Test
    void shouldRefuseADirectoryThatIsNone() throws IOException {
        final Path file = Files.createFile(directory.resolve("file"));

        assertEquals("pool directory " + file + " is no directory; remove it, or give another", refusal(file));
        assertEquals("pool directory " + directory.resolve("a/b") +
            " can't be used (No such file or directory); give another --pool-dir", refusal(directory.resolve("a/b")));
    }

    @Test
    void shouldFollowALinkToAPrivateDirectory() throws IOException {
        final Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);
        try (PoolFile file = PoolFile.create(link, GEOMETRY)) {
            assertEquals(directory.toRealPath(), file.path().getParent());
        }
    }

    @Test
    void shouldRefuseADirectoryOfAnotherUser() throws IOException {
        Probes.assumeRoot("changing the owner of a directory");
        Files.setAttribute(directory, "unix:uid", 12345);

        assertEquals("pool directory " + directory + " belongs to user 12345, this process runs as user 0; give one " +
            "of its own", refusal(directory));
    }

    @Test
    void shouldRefuseADirectoryThatIsNotWritable() throws Exception {
        if (OwnerAccess.uid() != 0) {
            setMode(directory, "r-x------");
            assertEquals("pool directory " + directory + " is not writable (mode r-x------); run: chmod 700 " +
                directory + ", or give one on a file system that is not read-only", refusal(directory));
            setMode(directory, "rwx------");
            return;
        }
        try (Probes.Mount mount = Probes.mountTmpfs(directory, "ro,mode=0700")) {
            assertEquals("pool directory " + mount.path() + " is not writable (mode rwx------); run: chmod 700 " +
                directory + ", or give one on a file system that is not read-only", refusal(directory));
        }
    }

    @Test
    void shouldRefuseAFileSystemThatIsTooSmallBeforeItWritesAByte() throws Exception {
        try (Probes.Mount mount = Probes.mountTmpfs(directory, "size=2m,mode=0700")) {
            final PoolException e = assertThrows(PoolException.class,
                () -> PoolFile.create(mount.path(), new PoolGeometry(1024 * 1024, 3)));

            assertEquals("pool file " + directory.resolve("pool") + " needs 3145728 bytes, its file system (tmpfs) " +
                "has 2097152 bytes free; enlarge it, or give a smaller --pool or another --pool-dir", e.getMessage());
            try (var files = Files.list(directory)) {
                assertEquals(0, files.count());
            }
            PoolFile.create(mount.path(), new PoolGeometry(1024 * 1024, 2)).close();
        }
    }

    @Test
    void shouldRefuseWhenTheSpaceIsNotThereWhenItIsAllocated() throws Exception {
        try (Probes.Mount mount = Probes.mountTmpfs(directory, "size=2m,mode=0700");
            PosixFile file = PosixFile.create(mount.path().resolve("file"))) {
            final IOException e = assertThrows(IOException.class, () -> file.allocate(3 * 1024 * 1024));

            assertEquals("No space left on device", OwnerAccess.reason(e));
        }
    }

    @Test
    void shouldUseHugePages() throws Exception {
        Probes.assumeRoot("mounting hugetlbfs");
        try (Probes.Mount mount = Probes.mount("hugetlbfs", directory, "mode=0700")) {
            final FileStore store = Files.getFileStore(mount.path());
            final long page = store.getBlockSize();
            assumeTrue(Probes.freeHugePages() >= 1,
                () -> Probes.skipped("no huge page of " + page + " bytes is free (sysctl vm.nr_hugepages)"));
            try (PoolFile file = PoolFile.create(mount.path(), GEOMETRY);
                PoolFile reader = PoolFile.openForReading(file.path(), GEOMETRY)) {
                assertEquals(page, Files.size(file.path()));
                assertEquals(GEOMETRY.poolBytes(), file.memory().byteSize());
                fill(file.chunk(4), 4);
                assertEquals(-1, file.memory().mismatch(reader.memory()));
                assertEquals("rw-------", mode(file.path()));
            }
        }
    }

    @Test
    void shouldNameTheHugePagesItNeeds() throws Exception {
        Probes.assumeRoot("mounting hugetlbfs");
        try (Probes.Mount mount = Probes.mount("hugetlbfs", directory, "mode=0700")) {
            final long page = Files.getFileStore(mount.path()).getBlockSize();
            final int chunks = (int) Math.max(2, (Probes.freeHugePages() + 1) * page / (64 * 1024 * 1024) + 1);
            final PoolGeometry geometry = new PoolGeometry(64 * 1024 * 1024, chunks);
            final long pages = (geometry.poolBytes() + page - 1) / page;
            final String message =
                assertThrows(PoolException.class, () -> PoolFile.create(mount.path(), geometry)).getMessage();

            assertTrue(message.contains("reserve " + pages + " huge pages (sysctl vm.nr_hugepages)"), message);
            assertFalse(Files.exists(directory.resolve("pool")));
        }
    }

    @Test
    void shouldRefuseToMapAFileThatIsNotThePool() throws IOException {
        final Path file = Files.write(directory.resolve("file"), new byte[4096]);
        setMode(file, "rw-------");

        assertEquals("pool file " + file + " has 4096 bytes, 5 chunks of 65536 need 327680; attach to the source anew",
            openRefusal(file));
        setMode(file, "rw-r-----");
        assertEquals("pool file " + file + " is open to other users (mode rw-r-----); run: chmod 600 " + file,
            openRefusal(file));
        final Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertEquals("pool file " + link + " is a symbolic link; remove it, or give another", openRefusal(link));
        final Path missing = directory.resolve("missing");
        assertEquals("pool file " + missing + " does not exist; is its source still running?", openRefusal(missing));
        assertEquals("pool file " + directory + " is no regular file; remove it, or give another",
            openRefusal(directory));
    }

    private static String refusal(final Path directory) {
        return assertThrows(PoolException.class, () -> PoolFile.create(directory, GEOMETRY)).getMessage();
    }

    private static String openRefusal(final Path file) {
        return assertThrows(PoolException.class, () -> PoolFile.openForReading(file, GEOMETRY)).getMessage();
    }

    private static void fill(final MemorySegment chunk, final int index) {
        for (int offset = 0; offset < chunk.byteSize(); offset += Long.BYTES) {
            chunk.set(JAVA_LONG, offset, pattern(index, offset));
        }
    }

    private static long pattern(final int chunk, final int offset) {
        return (chunk + 1) * 0x9E3779B97F4A7C15L + offset;
    }

    private static void setMode(final Path path, final String mode) throws IOException {
        final Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
        Files.setPosixFilePermissions(path, permissions);
    }

    private static String mode(final Path path) throws IOException {
        return PosixFilePermissions.toString(Files.readAttributes(path, PosixFileAttributes.class).permissions());
    }
}
