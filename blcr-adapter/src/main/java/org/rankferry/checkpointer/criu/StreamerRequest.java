package org.rankferry.checkpointer.criu;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

import org.rankferry.protocol.wire.Names;

/** What CRIU asks its image streamer: the name of a file; and the answer to it. Laid out in the package's chapter. */
final class StreamerRequest {
    private static final int LENGTH_BYTES = 4;
    private static final int MOST_BYTES = 1024;
    private static final byte FILENAME = 0x0a;
    private static final byte EXISTS = 0x08;
    private static final int LONG_NAME = 0x80;

    private StreamerRequest() {
    }

    /**
     * Reads a request.
     *
     * @param from  whose bytes go into direct buffers.
     * @return name of the file; null at the end, between two requests.
     * @throws IOException when it is no request.
     */
    static String read(final ReadableByteChannel from) throws IOException {
        final ByteBuffer length = ByteBuffer.allocateDirect(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (!fill(from, length)) {
            return null;
        }
        final int bytes = length.getInt(0);
        if (bytes < 2 || bytes > MOST_BYTES) {
            throw new IOException("CRIU sent a request of " + Integer.toUnsignedLong(bytes)
                + " bytes, expected 2 to " + MOST_BYTES + ": no protocol of this version's");
        }
        final ByteBuffer body = ByteBuffer.allocateDirect(bytes);
        if (!fill(from, body)) {
            throw new EOFException("CRIU ended in the middle of a request");
        }
        return name(body.flip());
    }

    /** Says whether the file that was asked for exists. */
    static void answer(final WritableByteChannel to, final boolean exists) throws IOException {
        final ByteBuffer answer = ByteBuffer.allocateDirect(LENGTH_BYTES + 2).order(ByteOrder.LITTLE_ENDIAN);
        answer.putInt(2).put(EXISTS).put((byte) (exists ? 1 : 0)).flip();
        while (answer.hasRemaining()) {
            to.write(answer);
        }
    }

    private static String name(final ByteBuffer body) throws IOException {
        final byte field = body.get();
        int length = body.get() & 0xff;
        if (length >= LONG_NAME && body.hasRemaining()) {
            length = (length & (LONG_NAME - 1)) | ((body.get() & 0xff) << 7);
        }
        if (field != FILENAME || length != body.remaining()) {
            throw new IOException("CRIU sent a request that is no file name: field " + field + ", " + length
                + " bytes of " + body.remaining());
        }
        final String name = StandardCharsets.UTF_8.decode(body).toString();
        final String fault = Names.streamFault(name);
        if (fault != null) {
            throw new IOException("CRIU asked for a file with an odd name: " + fault);
        }
        return name;
    }

    /** Returns false when there is nothing any more, and nothing has come yet. */
    private static boolean fill(final ReadableByteChannel from, final ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (from.read(into) < 0) {
                if (into.position() == 0) {
                    return false;
                }
                throw new EOFException("CRIU ended in the middle of a request");
            }
        }
        return true;
    }
}
