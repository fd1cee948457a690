package org.rankferry.compare.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.agrona.IoUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.nativeio.Libc;
import org.rankferry.engine.nativeio.PageCache;
import org.rankferry.system.Needs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CacheDropTest {
    private static final int BYTES = 3_000_000;

    private Path onDisk;
    private Path inMemory;

    @BeforeEach
    void directories() throws IOException {
        onDisk = Files.createTempDirectory(Path.of("target"), "cache-drop-");
        inMemory = Files.createTempDirectory(Path.of("/dev/shm"), "rankferry-test-");
    }

    @AfterEach
    void remove() {
        IoUtil.delete(onDisk.toFile(), true);
        IoUtil.delete(inMemory.toFile(), true);
    }

    @Test
    void filesOfATreeAreSeenToHaveGoneAndOthersStay() throws IOException {
        Needs.that(!Libc.fileSystem(onDisk).isMemory(), "the directory target is in memory, where nothing is dropped");
        final Path chosen = Files.createDirectories(onDisk.resolve("chosen/deep"));
        for (int i = 0; i < 4; i++) {
            Files.write(chosen.resolve("f" + i), new byte[BYTES]);
        }
        Files.createLink(chosen.resolve("again"), chosen.resolve("f0"));
        Files.createSymbolicLink(chosen.resolve("link"), onDisk.resolve("other"));
        final Path other = Files.write(onDisk.resolve("other"), new byte[BYTES]);
        final CacheDrop drop = CacheDrop.ofTrees(List.of(onDisk.resolve("chosen")));
        assertEquals(new CacheDrop(4, 4L * BYTES, 0, Optional.empty()), drop);
        assertEquals("ok", drop.word());
        assertEquals(0, PageCache.residentBytes(chosen.resolve("f2")));
        assertTrue(PageCache.residentBytes(other) >= BYTES, "a file that nobody has chosen");
    }

    @Test
    void pagesThatSomebodyHasMappedStayAndThatIsSaid() throws IOException {
        Needs.that(!Libc.fileSystem(onDisk).isMemory(), "the directory target is in memory, where nothing is dropped");
        final Path file = Files.write(onDisk.resolve("mapped"), new byte[BYTES]);
        try (Arena arena = Arena.ofConfined();
            FileChannel channel = FileChannel.open(file)) {
            channel.map(FileChannel.MapMode.READ_ONLY, 0, BYTES, arena).load();
            final CacheDrop drop = CacheDrop.of(List.of(file));
            assertTrue(drop.residentBytes() >= BYTES, drop::toString);
            assertEquals(drop.residentBytes() + " of " + BYTES + " bytes have stayed in the page cache", drop.word());
            assertEquals(Optional.empty(), drop.fault());
            assertEquals(drop.residentBytes() + " of " + 2 * BYTES + " bytes have stayed in the page cache",
                new CacheDrop(1, BYTES, 0, Optional.empty()).and(drop).word());
        }
    }

    @Test
    void memoryCantBeDroppedAndThatIsSaid() throws IOException {
        Files.write(inMemory.resolve("f"), new byte[BYTES]);
        final CacheDrop drop = CacheDrop.ofTrees(List.of(inMemory));
        assertEquals(inMemory + " is in memory itself, nothing can be dropped there", drop.word());
        assertTrue(drop.residentBytes() >= BYTES, drop::toString);
    }

    @Test
    void filesThatGoAwayMeanwhileAreNoFault() throws Exception {
        final Path busy = Files.createDirectory(onDisk.resolve("busy"));
        final Thread server = Thread.ofPlatform().start(() -> {
            try {
                for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                    Files.write(busy.resolve("chunk-" + i), new byte[1]);
                    Files.deleteIfExists(busy.resolve("chunk-" + (i - 33)));
                }
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            for (int i = 0; i < 50; i++) {
                assertEquals("ok", CacheDrop.ofTrees(List.of(busy)).word());
            }
        } finally {
            server.interrupt();
            server.join();
        }
    }

    @Test
    void aFileThatIsNotThereIsAFault() {
        final Path missing = onDisk.resolve("no");
        final TransferException e = assertThrows(TransferException.class, () -> CacheDrop.of(List.of(missing)));
        assertTrue(e.getMessage().startsWith(missing + " can't be dropped from the page cache: "), e.getMessage());
        assertThrows(TransferException.class, () -> CacheDrop.ofTrees(List.of(missing)));
    }
}
