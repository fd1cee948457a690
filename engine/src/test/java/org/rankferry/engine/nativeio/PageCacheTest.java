package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

class PageCacheTest {
    private static final long SEED = 7;
    private static final int BYTES = 3_000_001;
    private static final int PAGE = 4096;

    @Test
    void whatWasWrittenIsResidentUntilItIsDroppedAndAgainWhenItWasRead() throws IOException {
        final Path file = Files.createTempFile(Path.of("target"), "page-cache-", ".bin");
        try {
            assumeFalse(Libc.fileSystem(file).isMemory(), "target is in memory itself");
            final byte[] content = new byte[BYTES];
            new Random(SEED).nextBytes(content);
            Files.write(file, content);
            final long whole = (BYTES + PAGE - 1L) / PAGE * PAGE;
            assertEquals(whole, PageCache.residentBytes(file), "written a moment ago");
            for (int i = 0; i < 3 && PageCache.residentBytes(file) > 0; i++) {
                PageCache.drop(file);
            }
            assertEquals(0, PageCache.residentBytes(file), "dropped");
            assertArrayEquals(content, Files.readAllBytes(file), "it is on its device");
            assertEquals(whole, PageCache.residentBytes(file), "read");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void emptyFilesAndDirectoriesAreTaken() throws IOException {
        final Path file = Files.createTempFile(Path.of("target"), "page-cache-", ".empty");
        try {
            PageCache.drop(file);
            assertEquals(0, PageCache.residentBytes(file));
            PageCache.sync(file);
            PageCache.sync(file.getParent());
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void faultsNameTheCallAndTheFile() {
        final Path missing = Path.of("target", "no", "such");
        final IOException e = assertThrows(IOException.class, () -> PageCache.drop(missing));
        assertEquals("open " + missing + ": No such file or directory", e.getMessage());
        final IOException pipe = assertThrows(IOException.class, () -> PageCache.drop(Path.of("/dev/null")));
        assertTrue(pipe.getMessage().contains("/dev/null"), pipe.getMessage());
    }
}
