package org.rankferry.engine.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankferry.engine.Rankferry;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.api.TransferException;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Files over a real source into a real target, whose length is not what it was, or is not told. */
@SuppressWarnings("try") // ranks work without being spoken to
class FilesCaptureTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int CHUNK = 4096;

    @TempDir
    private Path root;
    private Path secret;
    private Path run;

    @BeforeEach
    void prepare() throws IOException {
        secret = root.resolve("secret");
        SecretFile.create(secret);
        run = Files.createDirectory(
            root.resolve("run"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @ParameterizedTest
    @ValueSource(ints = {3 * CHUNK + 1, CHUNK - 1, 0})
    void aFileThatIsWrittenWhileItIsSentIsRefused(final int then) throws IOException {
        final Path file = Files.write(root.resolve("written"), new byte[2 * CHUNK]);
        try (Target target = target();
            Source source = source(target.address());
            LocalRanks ranks = start(source, new Meanwhile(capture(file), file, then))) {
            assertEquals("image of rank 5: " + file + " had " + 2 * CHUNK + " bytes at first, and " + then
                + " after " + Math.min(CHUNK, then) + " were sent; wait until nobody writes it",
                assertThrows(TransferException.class, () -> source.awaitCommitted(DEADLINE)).getMessage());
            assertThrows(TransferException.class, () -> target.awaitCommitted(DEADLINE));
        }
    }

    @Test
    void aFileThatHasNoLengthIsSentToItsEnd() throws IOException {
        final Path file = Path.of("/proc/sys/kernel/ostype");
        try (Target target = target();
            Source source = source(target.address());
            LocalRanks ranks = start(source, capture(file))) {
            source.awaitCommitted(DEADLINE);
            final Path set = target.awaitCommitted(DEADLINE).directory();
            assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(set.resolve("rank-5").resolve("ostype")));
        }
    }

    private Target target() {
        return Rankferry.target(TargetOptions.builder("unix:" + root.resolve("t"), secret, root.resolve("images"))
            .transport("shm").store("file").runDirectory(run).build());
    }

    private Source source(final String address) {
        return Rankferry.source(SourceOptions.builder("files", 1, secret, address)
            .transport("shm").runDirectory(run).chunkBytes(CHUNK).poolBytes(4 * CHUNK).build());
    }

    private static LocalRanks start(final Source source, final Capture capture) {
        return LocalRanks.start(source, "files", List.of(capture), DEADLINE);
    }

    private static Capture capture(final Path file) {
        return Checkpointers.named("files").prepare(5, List.of(new CaptureInput(null, file.toString())));
    }

    /** Another program gives the file another length once its stream is open. */
    private record Meanwhile(Capture capture, Path file, int length) implements Capture {
        @Override
        public int rank() {
            return capture.rank();
        }

        @Override
        public long expectedBytes() {
            return capture.expectedBytes();
        }

        @Override
        public String unrepeatable() {
            return null;
        }

        @Override
        public void write(final StreamOpener streams) throws IOException {
            capture.write((name, expected) -> {
                try {
                    Files.write(file, new byte[length]);
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
                return streams.open(name, expected);
            });
        }
    }
}
