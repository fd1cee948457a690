package org.rankferry.engine.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

class FilesCheckpointerTest {
    private final Checkpointer files = Checkpointers.named("files");
    @TempDir
    private Path root;

    @Test
    void knowsTheBytesOfFilesAndNotThoseOfPipes() throws IOException {
        final Path a = Files.write(root.resolve("a"), new byte[1000]);
        final Path b = Files.write(root.resolve("b"), new byte[234]);
        final Capture capture = files.prepare(3, List.of(input(null, a), input("x", b)));
        assertEquals(3, capture.rank());
        assertEquals(1234, capture.expectedBytes());
        assertNull(capture.unrepeatable());
        assertEquals(0, files.prepare(3, List.of(input(null, a), new CaptureInput(null, "-"))).expectedBytes());
    }

    @Test
    void refusesWhatItCannotSend() throws IOException {
        final Path a = Files.write(root.resolve("a"), new byte[1]);
        final Path odd = Files.write(root.resolve("odd name"), new byte[1]);
        assertRefused("image of rank 3: " + root + "/none does not exist", input(null, root.resolve("none")));
        assertRefused("image of rank 3: " + odd + ": name is a, which is another stream's of rank 3"
            + "; name one of them with --stream", input(null, a), input("a", odd));
        assertRefused("rank 3, " + odd + ": stream name has U+0020 at character 3; letters, digits and ._- are allowed"
            + "; name the stream with --stream", input(null, odd));
        assertRefused("rank 3, " + a + ": stream name is \"..\", which is a directory", input("..", a));
    }

    @Test
    void othersAreNotThere() {
        assertEquals("there is no checkpointer 'blcr'; there are files",
            assertThrows(CaptureException.class, () -> Checkpointers.named("blcr")).getMessage());
    }

    private void assertRefused(final String message, final CaptureInput... inputs) {
        assertEquals(message,
            assertThrows(CaptureException.class, () -> files.prepare(3, List.of(inputs))).getMessage());
    }

    private static CaptureInput input(final String stream, final Path file) {
        return new CaptureInput(stream, file.toString());
    }
}
