package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class InputDescriptorTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(150);

    @TempDir
    private Path root;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(100);

    @Test
    void readsAFifoFromItsFirstWriterToTheEnd() throws IOException {
        final Path fifo = fifo();
        try (InputDescriptor input = InputDescriptor.open(fifo, LONG)) {
            try (FifoOutput output = FifoOutput.open(fifo)) {
                final ByteBuffer bytes = ByteBuffer.allocateDirect(3).put(new byte[] {1, 2, 3}).flip();
                assertEquals(FifoOutput.Offer.TAKEN, output.offer(bytes, 1000));
                assertEquals(0, bytes.remaining());
            }
            buffer.limit(2);
            assertEquals(2, input.read(buffer));
            assertEquals(0, input.read(buffer));
            buffer.limit(50);
            assertEquals(1, input.read(buffer));
            assertEquals(3, buffer.get(2));
            assertEquals(-1, input.read(buffer));
        }
    }

    @Test
    void aWaitForAByteEnds() throws IOException {
        try (InputDescriptor input = InputDescriptor.open(fifo(), SHORT)) {
            final String message = assertThrows(WaitTooLongException.class, () -> input.read(buffer)).getMessage();
            assertEquals("no byte from " + root + "/fifo for 0.15 s", message);
        }
    }

    @Test
    void anInterruptEndsItToo() throws IOException {
        try (InputDescriptor input = InputDescriptor.open(fifo(), LONG)) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedIOException.class, () -> input.read(buffer));
            assertTrue(Thread.interrupted(), "stays known");
        }
    }

    @Test
    void aFifoWithoutReaderIsNotWaitedForAndABrokenOneIsKnown() throws IOException {
        final Path fifo = fifo();
        assertNull(FifoOutput.open(fifo));
        final InputDescriptor input = InputDescriptor.open(fifo, LONG);
        try (FifoOutput output = FifoOutput.open(fifo)) {
            final ByteBuffer much = ByteBuffer.allocateDirect(4 << 20);
            while (output.offer(much, 10) == FifoOutput.Offer.TAKEN) {
                assertTrue(much.hasRemaining(), "a pipe is not that large");
            }
            assertEquals(FifoOutput.Offer.FULL, output.offer(much, 10));
            input.close();
            assertEquals(FifoOutput.Offer.BROKEN, output.offer(much, 10));
        }
    }

    @Test
    void connectsToSocketsWhereSomebodyListens() throws Exception {
        final Path path = root.resolve("socket");
        assertTrue(assertThrows(IOException.class, () -> InputDescriptor.connect(path, SHORT)).getMessage()
            .startsWith("connect: No such file"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            try (InputDescriptor input = InputDescriptor.connect(path, LONG); SocketChannel peer = server.accept()) {
                peer.write(ByteBuffer.wrap(new byte[] {7}));
                assertEquals(1, input.read(buffer));
                assertEquals(7, buffer.get(0));
                peer.shutdownOutput();
                assertEquals(-1, input.read(buffer));
            }
        }
        final Path far = root.resolve("x".repeat(120));
        assertTrue(assertThrows(IOException.class, () -> InputDescriptor.connect(far, SHORT)).getMessage()
            .startsWith("the path of a Unix socket has at most 107 bytes"));
    }

    @Test
    void regularFilesAndWhatCanNotBeOpened() throws IOException {
        final Path file = Files.write(root.resolve("file"), new byte[] {5});
        try (InputDescriptor input = InputDescriptor.open(file, SHORT)) {
            assertEquals(1, input.read(buffer));
            assertEquals(-1, input.read(buffer));
            assertThrows(IllegalArgumentException.class, () -> input.read(ByteBuffer.allocate(1)));
        }
        assertTrue(assertThrows(IOException.class, () -> InputDescriptor.open(root.resolve("none"), SHORT)).getMessage()
            .endsWith("none: No such file or directory"));
    }

    private Path fifo() throws IOException {
        final Path fifo = root.resolve("fifo");
        Libc.makeFifo(fifo);
        return fifo;
    }
}
