package org.rankferry.bench.peer;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is there on every machine: files, their comparison, and cp. The other tools are in the system test. */
class PeerRaceTest {
    private static final int BYTES = 1_500_001;

    @TempDir
    Path place;

    private PeerFiles files;

    @BeforeEach
    void open() {
        files = new PeerFiles(place.resolve("peers"), 2, BYTES, 7);
    }

    @AfterEach
    void close() {
        files.close();
        assertFalse(Files.exists(place.resolve("peers")));
    }

    @Test
    void aWholeCopyIsRight() {
        Peer.CP.open(files).copy();
        assertNull(files.check());
        files.clear();
        assertEquals("rank-0 did not arrive", files.check());
    }

    @Test
    void aByteThatDiffersIsFound() throws IOException {
        Peer.CP.open(files).copy();
        try (RandomAccessFile file = new RandomAccessFile(files.to().resolve("rank-1").toFile(), "rw")) {
            file.seek(1_234_567);
            final int was = file.read();
            file.seek(1_234_567);
            file.write(was ^ 0x10);
        }
        assertEquals("rank-1 differs at offset 1234567", files.check());
    }

    @Test
    void ranksHaveImagesOfTheirOwn() throws IOException {
        assertEquals(BYTES, Files.size(files.from().resolve("rank-1")));
        assertTrue(Files.mismatch(files.from().resolve("rank-0"), files.from().resolve("rank-1")) < 8);
    }

    @Test
    void whatIsNotInstalledIsNamedWithItsPackage() {
        assertEquals("rsync -W is left out: rsync is not installed; run: apt-get install rsync",
            Peer.RSYNC.missing("/nonexistent"));
        assertEquals("tar | nc is left out: tar is not installed; run: apt-get install netcat-openbsd tar",
            Peer.TAR_NC.missing("/nonexistent:"));
        assertNull(Peer.CP.missing());
    }

    @Test
    void aToolThatFailsIsQuoted() {
        final RuntimeException fault = assertThrows(
            RuntimeException.class, () -> new Command("cp", "/nonexistent", "/tmp").run(files.limit()));
        assertTrue(fault.getMessage().startsWith("cp ended with status 1: cp: cannot stat"), fault::getMessage);
    }
}
