package org.rankferry.engine.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.Rankferry;
import org.rankferry.engine.api.ImageReadException;
import org.rankferry.engine.api.ImageReader;
import org.rankferry.engine.api.ImageStreams;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.Source;
import org.rankferry.engine.api.SourceOptions;
import org.rankferry.engine.api.Target;
import org.rankferry.engine.api.TargetOptions;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.rank.StreamWriter;
import org.rankferry.engine.store.StoreException;
import org.rankferry.engine.store.set.ImageSet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    void streamsThatAreOpenAtOnceShareFewChunks() throws IOException {
        // More of them than the pool has chunks, and each in pieces that fill none.
        final int count = 9;
        final int length = 3 * CHUNK + 17;
        try (Target target = target();
            Source source = source(target.address(), 1);
            LocalRanks ranks = start(source, List.of(new Fake(5, streams -> {
                final List<StreamWriter> open = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    open.add(streams.open("s" + i, 0));
                }
                for (int at = 0; at < length; at += 700) {
                    for (int i = 0; i < count; i++) {
                        open.get(i).write(
                            ByteBuffer.wrap(content(i, length), at, Math.min(700, length - at)));
                    }
                }
                open.forEach(StreamWriter::end);
            })))) {
            assertEquals(count * (long) length, source.awaitCommitted(DEADLINE).bytes());
            final Path set = target.awaitCommitted(DEADLINE).directory();
            for (int i = 0; i < count; i++) {
                assertArrayEquals(
                    content(i, length), Files.readAllBytes(set.resolve("rank-5").resolve("s" + i)), "stream " + i);
            }
        }
    }

    @Test
    void anImageIsFollowedStreamByStreamWhileItArrives() throws Exception {
        final CountDownLatch half = new CountDownLatch(1);
        final CountDownLatch seen = new CountDownLatch(1);
        try (Target target = target();
            Source source = source(target.address(), 1);
            LocalRanks ranks = start(source, List.of(new Fake(5, streams -> {
                final StreamWriter stream = streams.open("first", 0);
                stream.write(ByteBuffer.wrap(content(1, CHUNK)));
                half.countDown();
                await(seen);
                stream.write(ByteBuffer.wrap(content(2, 100)));
                stream.end();
                streams.open("second", 0).end();
            })))) {
            await(half);
            final ImageStreams image = target.image(5, DEADLINE);
            try (ImageReader reader = image.open("first")) {
                assertArrayEquals(content(1, CHUNK), read(reader, CHUNK));
                assertTrue(assertThrows(ImageReadException.class,
                    () -> target.image(5, Duration.ofMillis(30)).file("first")).deadlinePassed());
                seen.countDown();
                assertArrayEquals(content(2, 100), read(reader, 100));
                assertEquals(-1, reader.read(ByteBuffer.allocate(1), System.nanoTime() + DEADLINE.toNanos()));
            }
            assertEquals(List.of("first", "second"), image.names());
            assertNull(image.open("third"));
            assertNull(image.file("third"));
            assertEquals(CHUNK + 100, Files.size(image.file("first")));
            final Path set = target.awaitCommitted(DEADLINE).directory();
            final ImageStreams stored = ImageSet.open(set).image(5);
            assertEquals(image.names(), stored.names());
            assertEquals(image.file("first"), stored.file("first"));
            assertNull(stored.open("third"));
            try (ImageReader reader = stored.open("first")) {
                assertArrayEquals(content(1, CHUNK), read(reader, CHUNK));
                assertEquals(CHUNK, reader.position());
            }
            assertEquals(set + " has no image of rank 4; it has those of ranks [5]",
                assertThrows(StoreException.class, () -> ImageSet.open(set).image(4)).getMessage());
        }
    }

    @Test
    void anImageThatIsGivenUpEndsTheWaitForItsStreams() throws Exception {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch asked = new CountDownLatch(1);
        try (Target target = target();
            Source source = source(target.address(), 1);
            LocalRanks ranks = start(source, List.of(new Fake(5, streams -> {
                streams.open("first", 0).end();
                begun.countDown();
                await(asked);
                throw new CaptureException("disk is gone", null);
            })))) {
            await(begun);
            final ImageStreams image = target.image(5, DEADLINE);
            image.open("first").close();
            asked.countDown();
            assertEquals("rank 5: the image set was given up",
                assertThrows(ImageReadException.class, () -> image.open("second")).getMessage());
        }
    }

    private static byte[] read(final ImageReader reader, final int length) {
        final ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            assertTrue(reader.read(bytes, System.nanoTime() + DEADLINE.toNanos()) > 0);
        }
        return bytes.array();
    }

    private static void await(final CountDownLatch latch) {
        try {
            assertTrue(latch.await(DEADLINE.toSeconds(), TimeUnit.SECONDS));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
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
        return new Fake(rank, streams -> { });
    }

    private static Capture failing(final int rank, final RuntimeException fault) {
        return new Fake(rank, streams -> {
            throw fault;
        });
    }

    /** An image that is made up. */
    private record Fake(int rank, Consumer<StreamOpener> image) implements Capture {
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
            image.accept(streams);
        }
    }
}
