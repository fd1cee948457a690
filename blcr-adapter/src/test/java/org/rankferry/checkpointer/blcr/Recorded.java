package org.rankferry.checkpointer.blcr;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.BitSet;
import java.util.List;

import org.rankferry.checkpointer.format.StreamCheck;
import org.rankferry.checkpointer.format.StreamSummary;

/**
 * A generated stream in memory.
 *
 * @param bytes   of it.
 * @param framing which of them are not content of pages and files.
 * @param written as the generator counts.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Recorded(byte[] bytes, BitSet framing, BlcrGenerator.Written written) {
    static Recorded of(final BlcrPlan plan) {
        final Sink sink = new Sink();
        try {
            final BlcrGenerator.Written written = BlcrGenerator.write(plan, sink);
            return new Recorded(sink.bytes.toByteArray(), sink.framing, written);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a check makes of it in pieces that end at these places. */
    static StreamSummary check(final StreamCheck check, final byte[] bytes, final List<Integer> ends) {
        int from = 0;
        for (final int end : ends) {
            check.take(ByteBuffer.wrap(bytes, from, end - from));
            from = end;
        }
        check.take(ByteBuffer.wrap(bytes, from, bytes.length - from));
        check.end();
        return check.summary();
    }

    /** Of a stream in one piece. */
    static StreamSummary check(final byte[] bytes) {
        return check(new BlcrStream(), bytes, List.of());
    }

    /** Content comes in direct buffers. */
    private static final class Sink implements WritableByteChannel {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final BitSet framing = new BitSet();

        @Override
        public int write(final ByteBuffer source) {
            final byte[] some = new byte[source.remaining()];
            source.get(some);
            if (!source.isDirect()) {
                framing.set(bytes.size(), bytes.size() + some.length);
            }
            bytes.writeBytes(some);
            return some.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // in memory
        }
    }
}
