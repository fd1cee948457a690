package org.rankferry.checkpointer.blcr;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.checkpointer.ImageInput;
import org.rankferry.checkpointer.TransferScene;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.checkpoint.Capture;
import org.rankferry.engine.checkpoint.CaptureException;
import org.rankferry.engine.checkpoint.CaptureInput;
import org.rankferry.engine.checkpoint.Checkpointer;
import org.rankferry.engine.checkpoint.Checkpointers;
import org.rankferry.engine.checkpoint.LocalRanks;
import org.rankferry.engine.nativeio.Libc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Captures of generated contexts over a real source into a real target. */
@SuppressWarnings("try") // ranks work without being spoken to
class BlcrCaptureTest {
    private static final int CHUNK = 64 << 10;

    @TempDir
    private Path root;
    private final Checkpointer blcr = Checkpointers.named("blcr");
    private final List<Thread> writers = new ArrayList<>();

    @AfterEach
    void everyWriterHasEnded() throws InterruptedException {
        for (final Thread writer : writers) {
            writer.join(TransferScene.DEADLINE.toMillis());
            assertTrue(!writer.isAlive(), writer::toString);
        }
    }

    @Test
    void severalRanksAtOnceFromFifosSocketAndFile() throws Exception {
        final List<Capture> captures = new ArrayList<>();
        for (int rank = 0; rank < 3; rank++) {
            captures.add(prepare(rank, fifo("fifo" + rank, plan(rank)).toString()));
        }
        captures.add(prepare(3, "unix:" + socket(plan(3))));
        captures.add(prepare(4, file(Recorded.of(plan(4)).bytes()).toString()));
        assertEquals(Recorded.of(plan(4)).bytes().length, captures.get(4).expectedBytes());
        assertEquals(0, captures.get(3).expectedBytes());
        try (TransferScene scene = new TransferScene(root, 5, CHUNK);
            LocalRanks ranks = start(scene, captures)) {
            scene.source().awaitCommitted(TransferScene.DEADLINE);
            final Path set = scene.target().awaitCommitted(TransferScene.DEADLINE).directory();
            for (int rank = 0; rank < 5; rank++) {
                assertArrayEquals(Recorded.of(plan(rank)).bytes(),
                    Files.readAllBytes(set.resolve("rank-" + rank).resolve("context")), "rank " + rank);
            }
        }
        for (final Capture capture : captures) {
            assertTrue(capture.summary().startsWith("BLCR context: version 9, scope PROC"), capture.summary());
        }
        assertNull(captures.get(4).unrepeatable());
        assertTrue(captures.get(0).unrepeatable().contains("was read already"), captures.get(0).unrepeatable());
    }

    @Test
    void aCutStreamGivesTheSetUpWithItsOffset() throws Exception {
        final byte[] bytes = Recorded.of(plan(0)).bytes();
        final byte[] cut = Arrays.copyOf(bytes, bytes.length - 12);
        assertEquals("image of rank 0: " + root + "/file: no BLCR context to its end: offset " + cut.length
            + ": expected a process or the trailer, found the end of the stream",
            fault(prepare(0, file(cut).toString())));
    }

    @Test
    void aForeignStreamIsRefusedWhileItsWriterStillWrites() throws Exception {
        final Path fifo = root.resolve("fifo");
        Libc.makeFifo(fifo);
        write("foreign", () -> {
            try (FileChannel out = FileChannel.open(fifo, StandardOpenOption.WRITE)) {
                for (int i = 0; i < 1000; i++) {
                    out.write(ByteBuffer.allocate(1 << 16));
                }
            } catch (final IOException e) {
                assertEquals("Broken pipe", e.getMessage());
            }
        });
        assertEquals("image of rank 0: " + fifo + ": no BLCR context to its end: offset 0: expected the mark CR of a"
            + " BLCR context, found byte 0", fault(prepare(0, fifo.toString())));
    }

    @Test
    void aWriterThatHangsIsGivenUpWithTheOffsetReached() throws Exception {
        final Path fifo = root.resolve("fifo");
        Libc.makeFifo(fifo);
        final byte[] bytes = Recorded.of(plan(0)).bytes();
        try (FileChannel out = FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(bytes, 0, 1000));
            assertEquals("image of rank 0: " + fifo + ": no byte from " + fifo + " for 0.3 s at offset 1000; see what"
                + " became of the checkpoint, or let RANKFERRY_CHECKPOINTER_SILENCE be longer", fault(impatient(fifo)));
        }
    }

    @Test
    void nobodyWhoWritesIsGivenUpToo() throws Exception {
        final Path fifo = root.resolve("fifo");
        Libc.makeFifo(fifo);
        assertTrue(fault(impatient(fifo)).contains("for 0.3 s at offset 0"));
    }

    @Test
    void whatCanNotBeReadIsSaidBeforehand() throws Exception {
        refused("image of rank 3: " + root + "/none does not exist", root + "/none");
        refused("image of rank 3: " + root + "/none does not exist", "unix:" + root + "/none");
        refused("image of rank 3: " + root + " is a directory", root.toString());
        refused("image of rank 3: fd:7777 is no open descriptor of this process; let it inherit one, as in 'fd:7777'"
            + " after '7777<pipe'", "fd:7777");
        final Path some = file(new byte[1]);
        assertEquals("rank 3 has two streams named context; name one of them with --stream",
            assertThrows(CaptureException.class, () -> blcr.prepare(3, List.of(
                new CaptureInput(null, some.toString()), new CaptureInput(null, some.toString())))).getMessage());
    }

    private BlcrCapture impatient(final Path fifo) {
        return new BlcrCapture(0, List.of(new BlcrCapture.Part("context", ImageInput.of(0, fifo.toString()))),
            Duration.ofMillis(300));
    }

    private void refused(final String text, final String location) {
        assertEquals(text, assertThrows(CaptureException.class, () -> prepare(3, location)).getMessage());
    }

    private String fault(final Capture capture) throws IOException {
        try (TransferScene scene = new TransferScene(root, 1, CHUNK);
            LocalRanks ranks = start(scene, List.of(capture))) {
            final String fault = assertThrows(TransferException.class,
                () -> scene.source().awaitCommitted(TransferScene.DEADLINE)).getMessage();
            assertEquals("given up by the source: " + fault, assertThrows(TransferException.class,
                () -> scene.target().awaitCommitted(TransferScene.DEADLINE)).getMessage());
            return fault;
        }
    }

    private static LocalRanks start(final TransferScene scene, final List<Capture> captures) {
        return LocalRanks.start(scene.source(), TransferScene.JOB, captures, TransferScene.DEADLINE);
    }

    private Capture prepare(final int rank, final String location) {
        return blcr.prepare(rank, List.of(new CaptureInput(null, location)));
    }

    private static BlcrPlan plan(final int rank) {
        return BlcrPlan.of(100 + rank, rank, 6, 300);
    }

    private Path file(final byte[] bytes) throws IOException {
        return Files.write(root.resolve("file"), bytes);
    }

    private Path fifo(final String name, final BlcrPlan plan) throws IOException {
        final Path fifo = root.resolve(name);
        Libc.makeFifo(fifo);
        write(name, () -> {
            try (FileChannel out = FileChannel.open(fifo, StandardOpenOption.WRITE)) {
                BlcrGenerator.write(plan, out);
            }
        });
        return fifo;
    }

    private Path socket(final BlcrPlan plan) throws IOException {
        final Path path = root.resolve("socket");
        final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        write("socket", () -> {
            try (server; SocketChannel out = server.accept()) {
                BlcrGenerator.write(plan, out);
            }
        });
        return path;
    }

    private void write(final String name, final Writer writer) {
        writers.add(Thread.ofPlatform().daemon().name("writer-" + name).start(() -> {
            try {
                writer.run();
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }

    /** Writes a stream. */
    @FunctionalInterface
    private interface Writer {
        void run() throws IOException;
    }
}
