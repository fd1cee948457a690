package org.rankferry.engine.store;

import org.rankferry.engine.transport.Destination;

/** The READ is the only way a byte goes. */
final class DirectPlacement implements Placement {
    @Override
    public String name() {
        return "direct";
    }

    @Override
    public int copies() {
        return 0;
    }

    @Override
    public void prepare(final int slot, final IncomingStream stream, final long position, final int length,
        final Destination destination) {
        stream.map(position, length, destination);
    }

    @Override
    public void complete(final int slot, final IncomingStream stream, final long position, final int length) {
        // The bytes are where they belong.
    }

    @Override
    public void close() {
        // Memory is the stream's.
    }
}
