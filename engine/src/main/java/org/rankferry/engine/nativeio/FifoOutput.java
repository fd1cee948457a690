package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;


/** The writing end of a FIFO, which neither waits for ever for a reader nor for room. One thread. */
public final class FifoOutput implements AutoCloseable {
    private final Descriptor descriptor;

    /** What became of bytes that were offered. */
    public enum Offer {
        /** Some or all were taken. */
        TAKEN,
        /** There was no room in time. */
        FULL,
        /** Nobody reads any more. */
        BROKEN
    }

    private FifoOutput(final Descriptor descriptor) {
        this.descriptor = descriptor.widenPipe();
    }

    /**
     * Opens it when somebody reads.
     *
     * @param fifo that exists.
     * @return null when nobody reads yet.
     * @throws IOException when it can't be opened.
     */
    public static FifoOutput open(final Path fifo) throws IOException {
        final Descriptor opened = Descriptor.open(fifo, Descriptor.WRITE_ONLY | Descriptor.NON_BLOCKING);
        return opened == null ? null : new FifoOutput(opened);
    }

    /**
     * Offers bytes.
     *
     * @param source    a direct buffer with bytes; its position moves behind what was taken.
     * @param patienceMs to wait for room.
     */
    public Offer offer(final ByteBuffer source, final int patienceMs) throws IOException {
        if (!descriptor.awaitWritable(patienceMs)) {
            return Offer.FULL;
        }
        final int n = descriptor.write(source);
        return n < 0 ? Offer.BROKEN : n == 0 ? Offer.FULL : Offer.TAKEN;
    }

    /** What was taken can still be read. */
    @Override
    public void close() {
        descriptor.close();
    }
}
