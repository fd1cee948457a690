package org.rankferry.compare.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.agrona.IoUtil;
import org.junit.jupiter.api.Test;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.nativeio.Libc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FileFloorTest {
    private static final int WRITERS = 3;
    private static final long BYTES = 2_500_000;

    @Test
    void bytesAreWrittenAndReadAndRemoved() throws IOException {
        final Path directory = Files.createTempDirectory(Path.of("target"), "floor-");
        try {
            final FileFloor floor = FileFloor.measure(directory, WRITERS, BYTES, List.of());
            assertEquals(WRITERS * BYTES, floor.bytes());
            assertTrue(floor.writeSeconds() > 0 && floor.readSeconds() > 0, floor::toString);
            assertEquals(Libc.fileSystem(directory).isMemory(), !floor.cacheDropped().equals("ok"), floor::toString);
            assertEquals(0, directory.toFile().list().length);
        } finally {
            IoUtil.delete(directory.toFile(), true);
        }
    }

    @Test
    void secondsAreReadFromWhatTheProgramPrints() {
        assertEquals(0.183, FileFloor.seconds("wrote 170400000 bytes in 0.183 s: 931.1 MB/s"));
        assertEquals(12.5, FileFloor.seconds("checked 1363200000 bytes in 12.500 s: 109.1 MB/s"));
        assertThrows(TransferException.class, () -> FileFloor.seconds("usage: rankferry-files"));
    }

    @Test
    void whereNothingCanBeWrittenIsAFault() {
        assertThrows(TransferException.class, () -> FileFloor.measure(Path.of("target/no/such"), 1, 1, List.of()));
    }
}
