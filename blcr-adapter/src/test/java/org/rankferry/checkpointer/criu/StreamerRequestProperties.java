package org.rankferry.checkpointer.criu;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

class StreamerRequestProperties {
    private static final int VARINT = 0x80;

    @Property
    void aNameComesThroughInPiecesOfAnySize(
        @ForAll("names") final String name, @ForAll @IntRange(min = 1, max = 9) final int piece) throws IOException {

        try (ReadableByteChannel from = pieces(request(name), piece)) {
            assertEquals(name, StreamerRequest.read(from));
            assertNull(StreamerRequest.read(from));
        }
    }

    @Property
    void whatIsCutOffIsAnError(
        @ForAll("names") final String name, @ForAll @IntRange(min = 1, max = 300) final int cut) throws IOException {

        final byte[] whole = request(name);
        final byte[] part = java.util.Arrays.copyOf(whole, whole.length - 1 - cut % (whole.length - 1));
        try (ReadableByteChannel from = pieces(part, part.length)) {
            assertEquals("CRIU ended in the middle of a request",
                assertThrows(IOException.class, () -> StreamerRequest.read(from)).getMessage());
        }
    }

    @Property
    void anyBytesAreANameOrAnError(@ForAll @Size(max = 40) final byte[] bytes) throws IOException {
        try (ReadableByteChannel from = pieces(bytes, bytes.length + 1)) {
            final String name = StreamerRequest.read(from);
            assertEquals(bytes.length == 0, name == null);
        } catch (final IOException e) {
            assertEquals(0, e.getMessage().indexOf("CRIU "), e::toString);
        }
    }

    @Property
    void theAnswerIsWhatCriuReads(@ForAll final boolean exists) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamerRequest.answer(Channels.newChannel(out), exists);
        assertArrayEquals(new byte[] {2, 0, 0, 0, 8, (byte) (exists ? 1 : 0)}, out.toByteArray());
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().alpha().numeric().withChars('-', '_', '.').ofMinLength(1).ofMaxLength(255)
            .filter(name -> !name.equals(".") && !name.equals(".."));
    }

    private static byte[] request(final String name) {
        final byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        final int length = bytes.length < VARINT ? 2 : 3;
        final ByteBuffer request = ByteBuffer.allocate(4 + length + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        request.putInt(length + bytes.length).put((byte) 0x0a);
        if (bytes.length < VARINT) {
            request.put((byte) bytes.length);
        } else {
            request.put((byte) ((bytes.length & (VARINT - 1)) | VARINT)).put((byte) (bytes.length >> 7));
        }
        return request.put(bytes).array();
    }

    private static ReadableByteChannel pieces(final byte[] bytes, final int piece) {
        final ByteBuffer all = ByteBuffer.wrap(bytes);
        return new ReadableByteChannel() {
            @Override
            public int read(final ByteBuffer into) {
                if (!all.hasRemaining()) {
                    return -1;
                }
                final int n = Math.min(piece, Math.min(all.remaining(), into.remaining()));
                into.put(all.slice(all.position(), n));
                all.position(all.position() + n);
                return n;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
                // It is memory.
            }
        };
    }
}
