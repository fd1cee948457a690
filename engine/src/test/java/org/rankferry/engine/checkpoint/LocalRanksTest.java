package org.rankferry.engine.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.Rankferry;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.api.TransferResult;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** Captures of this process over a real source into a real target. */
@SuppressWarnings("try") // ranks work without being spoken to
class LocalRanksTest {
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

    @Test
    void manyStreamsThatEndWithTheirChunkOrAreEmpty() throws IOException {
        // A chunk that is leased and then not needed must go to the next stream, or two of them starve the rank.
        final List<CaptureInput> inputs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            final byte[] bytes = content(i, i % 4 * CHUNK);
            inputs.add(new CaptureInput("s" + i, Files.write(root.resolve("f" + i), bytes).toString()));
        }
        try (Target target = target();
            Source source = source(target.address(), 1);
            LocalRanks ranks = start(source, List.of(Checkpointers.named("files").prepare(5, inputs)))) {
            final TransferResult result = source.awaitCommitted(DEADLINE);
            assertEquals(20, result.images().getFirst().streams());
            final Path set = target.awaitCommitted(DEADLINE).directory();
            for (int i = 0; i < 20; i++) {
                final byte[] bytes = Files.readAllBytes(set.resolve("rank-5").resolve("s" + i));
                assertArrayEquals(content(i, i % 4 * CHUNK), bytes, "stream " + i);
            }
        }
    }

    @Test
    void whatACaptureFailsWithIsWhyTheSetIsGivenUp() {
        try (Target target = target();
            Source source = source(target.address(), 1);
            LocalRanks ranks = start(source, List.of(failing(5, new CaptureException("disk is gone", null))))) {
            assertEquals("disk is gone",
                assertThrows(TransferException.class, () -> source.awaitCommitted(DEADLINE)).getMessage());
            assertEquals("given up by the source: disk is gone",
                assertThrows(TransferException.class, () -> target.awaitCommitted(DEADLINE)).getMessage());
        }
    }

    @Test
    void whatNobodyThoughtOfNamesTheRank() {
        try (Target target = target();
            Source source = source(target.address(), 1);
            LocalRanks ranks = start(source, List.of(failing(5, new IllegalStateException("odd"))))) {
            assertEquals("image of rank 5 can't be captured: java.lang.IllegalStateException: odd",
                assertThrows(TransferException.class, () -> source.awaitCommitted(DEADLINE)).getMessage());
        }
    }

    @Test
    void aRankThatIsRefusedEndsTheWait() {
        try (Target target = target();
            Source source = source(target.address(), 2);
            LocalRanks first = start(source, List.of(empty(5)));
            LocalRanks second = start(source, List.of(empty(5)))) {
            final String fault =
                assertThrows(TransferException.class, () -> source.awaitCommitted(DEADLINE)).getMessage();
            assertEquals("rank 5 of job files is attached already, by process " + ProcessHandle.current().pid(), fault);
        }
    }

    private Target target() {
        return Rankferry.target(TargetOptions.builder("unix:" + root.resolve("t"), secret, root.resolve("images"))
            .transport("shm").store("file").runDirectory(run).build());
    }

    private Source source(final String address, final int ranks) {
        return Rankferry.source(SourceOptions.builder("files", ranks, secret, address)
            .transport("shm").runDirectory(run).chunkBytes(CHUNK).poolBytes(4 * CHUNK).build());
    }

    private static LocalRanks start(final Source source, final List<Capture> captures) {
        return LocalRanks.start(source, "files", captures, DEADLINE);
    }

    private static byte[] content(final int stream, final int length) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8) + stream * 7);
        }
        return bytes;
    }

    private static Capture empty(final int rank) {
        return new Fake(rank, null);
    }

    private static Capture failing(final int rank, final RuntimeException fault) {
        return new Fake(rank, fault);
    }

    /** An image without streams, or one that fails. */
    private record Fake(int rank, RuntimeException fault) implements Capture {
        @Override
        public long expectedBytes() {
            return 0;
        }

        @Override
        public String unrepeatable() {
            return null;
        }

        @Override
        public void write(final StreamOpener streams) {
            if (fault != null) {
                throw fault;
            }
        }
    }
}
