package org.rankferry.engine.store.set;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rankferry.engine.store.ImageStore;
import org.rankferry.engine.store.ImageStores;
import org.rankferry.engine.store.IncomingSet;
import org.rankferry.engine.store.StoreOptions;
import org.rankferry.engine.store.StoreScene;
import org.rankferry.protocol.image.ManifestStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class SetVerifierTest {
    /** Longer than one piece of the verifier, so that checksums are combined. */
    private static final int LARGE = (16 << 20) + 12_345;
    private static final int SMALL = 10_000;

    private Path directory;

    @BeforeEach
    void commitASet() throws IOException {
        directory = StoreScene.newDirectory().resolve("set");
        try (ImageStore store = ImageStores.open("memory",
            StoreScene.options(directory, 1 << 20, StoreOptions.Reserve.NONE))) {
            final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
            final List<ManifestStream> streams = new ArrayList<>();
            streams.add(StoreScene.writeStream(set, 0, 0, "ctx", LARGE, 1 << 20));
            streams.add(StoreScene.writeStream(set, 1, 0, "ctx", SMALL, 1 << 20));
            streams.add(StoreScene.writeStream(set, 1, 1, "none", 0, 1 << 20));
            set.commit(StoreScene.manifest("job", streams));
        }
    }

    @AfterEach
    void removeDirectory() throws IOException {
        StoreScene.remove(directory.getParent());
    }

    private Verification verify() {
        return SetVerifier.verify(directory, (bytes, total) -> { });
    }

    private void assertFault(final String expected) {
        final Verification found = verify();
        assertFalse(found.ok());
        assertEquals(expected, found.summary());
    }

    private void change(final String file, final long offset, final int mask) throws IOException {
        try (FileChannel channel = FileChannel.open(
            directory.resolve(file), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            one.put(0, (byte) (one.get(0) ^ mask)).rewind();
            channel.write(one, offset);
        }
    }

    @Test
    void aWholeSetIsOk() {
        final List<Long> told = new ArrayList<>();
        final Verification found = SetVerifier.verify(directory, (bytes, total) -> {
            assertEquals(LARGE + SMALL, total);
            told.add(bytes);
        });
        assertEquals("ok", found.summary());
        assertEquals(List.of(), found.faults());
        assertEquals(LARGE + SMALL, found.bytes());
        assertEquals(LARGE + SMALL, told.getLast());
        assertEquals("job", found.manifest().job());
    }

    @Test
    void aChangedByteIsNamedWithBothChecksums() throws IOException {
        final int crc = verify().manifest().streams().get(0).crc();
        change("rank-0/ctx", LARGE - 1, 0x10);
        final Verification found = verify();
        assertEquals(1, found.faults().size());
        final String text = found.summary();
        assertTrue(text.startsWith("rank-0/ctx: crc32c of its " + LARGE + " bytes is ")
            && text.endsWith(String.format("the manifest says %08x", crc)), text);
    }

    @Test
    void aCutFileIsNamedWithBothLengths() throws IOException {
        try (FileChannel channel = FileChannel.open(directory.resolve("rank-1/ctx"), StandardOpenOption.WRITE)) {
            channel.truncate(9_000);
        }
        assertFault("rank-1/ctx: ends at 9000, the manifest says 10000 bytes: 1000 are missing");
    }

    @Test
    void aFileThatGrewIsNamed() throws IOException {
        Files.write(directory.resolve("rank-1/ctx"), new byte[3], StandardOpenOption.APPEND);
        assertFault("rank-1/ctx: has 10003 bytes, the manifest says 10000: 3 too many");
    }

    @Test
    void everyMissingFileIsNamed() throws IOException {
        Files.delete(directory.resolve("rank-1/ctx"));
        Files.delete(directory.resolve("rank-1/none"));
        assertFault("rank-1/ctx: is missing, the manifest says 10000 bytes (and 1 more faults)");
        assertEquals("rank-1/none: is missing, the manifest says 0 bytes", verify().faults().get(1).toString());
    }

    @Test
    void aChangedManifestIsNamedWhereverItWasChanged() throws IOException {
        final Path file = directory.resolve("manifest.json");
        final byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at < bytes.length; at++) {
            final byte[] changed = bytes.clone();
            changed[at] ^= 1;
            Files.write(file, changed);
            final Verification found = verify();
            assertFalse(found.ok(), "byte " + at + " of " + new String(bytes, StandardCharsets.UTF_8));
            assertNull(found.manifest());
            assertTrue(found.summary().startsWith("manifest.json: "), found.summary());
        }
    }

    @Test
    void noManifestIsAFault() throws IOException {
        Files.delete(directory.resolve("manifest.json"));
        assertTrue(verify().summary().contains("holds no image set: it has no manifest.json"), verify().summary());
    }

    @Test
    void strangersAreWarnedOf() throws IOException {
        Files.writeString(directory.resolve("rank-1/extra"), "x");
        Files.writeString(directory.resolve("notes"), "x");
        Files.writeString(directory.resolve(".incoming"), "x");
        final Verification found = verify();
        assertTrue(found.ok());
        assertEquals(List.of(".incoming", "notes", "rank-1/extra"),
            found.faults().stream().map(Verification.Fault::file).toList());
    }

    @Test
    void aLinkIsNoImage() throws IOException {
        final Path file = directory.resolve("rank-1/ctx");
        Files.move(file, directory.resolveSibling("elsewhere"));
        Files.createSymbolicLink(file, directory.resolveSibling("elsewhere"));
        assertFault("rank-1/ctx: is no regular file");
    }
}
