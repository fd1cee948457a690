package org.rankferry.bufferpool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PosixFileTest {
    @TempDir
    private Path directory;

    @Test
    void shouldCreateForItsOwnerAloneAndAllocate() throws IOException {
        final Path path = directory.resolve("é file");
        try (PosixFile file = PosixFile.create(path)) {
            file.allocate(100_000);
            file.channel().write(ByteBuffer.wrap(new byte[]{1, 2, 3}), 99_997);

            assertEquals(100_000, Files.size(path));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            assertThrows(FileAlreadyExistsException.class, () -> PosixFile.create(path));
        }
        try (PosixFile file = PosixFile.openOrCreate(path)) {
            assertEquals(100_000, file.channel().size());
        }
    }

    @Test
    void shouldSayWhenItsPathNamesAnotherFileOrNone() throws IOException {
        final Path path = directory.resolve("file");
        try (PosixFile file = PosixFile.create(path)) {
            assertTrue(file.isStillAtItsPath());
            Files.delete(path);
            assertFalse(file.isStillAtItsPath());
            try (PosixFile other = PosixFile.create(path)) {
                assertTrue(other.isStillAtItsPath());
                assertFalse(file.isStillAtItsPath());
            }
            Files.delete(path);
            Files.createSymbolicLink(path, Files.createFile(directory.resolve("else")));
            assertFalse(file.isStillAtItsPath());
        }
    }

    @Test
    void shouldNotFollowALinkAndGiveTheReason() throws IOException {
        final Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere"));

        assertEquals("is a symbolic link", OwnerAccess.reason(
            assertThrows(FileSystemException.class, () -> PosixFile.openOrCreate(link))));
        assertEquals("No such file or directory", OwnerAccess.reason(
            assertThrows(NoSuchFileException.class, () -> PosixFile.create(directory.resolve("a/b")))));
        assertEquals("Is a directory", OwnerAccess.reason(
            assertThrows(FileSystemException.class, () -> PosixFile.openOrCreate(directory))));
        assertFalse(Files.exists(directory.resolve("nowhere")));
    }
}
