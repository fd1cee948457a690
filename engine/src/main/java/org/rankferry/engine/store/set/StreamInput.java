package org.rankferry.engine.store.set;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/** The bytes of a committed stream: all of them or an error, never a file that was cut as if it were whole. */
final class StreamInput extends InputStream implements ReadableByteChannel {
    private final FileChannel file;
    private final String name;
    private final long length;
    private long position;

    StreamInput(final FileChannel file, final String name, final long length) {
        this.file = file;
        this.name = name;
        this.length = length;
    }

    @Override
    public int read(final ByteBuffer dst) throws IOException {
        if (position == length) {
            return -1;
        }
        final int limit = dst.limit();
        dst.limit((int) Math.min(limit, dst.position() + (length - position)));
        try {
            final int read = file.read(dst, position);
            if (read < 0) {
                throw new EOFException(name + " ends at " + position + ", its manifest says " + length);
            }
            position += read;
            return read;
        } finally {
            dst.limit(limit);
        }
    }

    @Override
    public int read() throws IOException {
        final byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(final byte[] bytes, final int offset, final int count) throws IOException {
        return count == 0 ? 0 : read(ByteBuffer.wrap(bytes, offset, count));
    }

    @Override
    public int available() {
        return (int) Math.min(length - position, Integer.MAX_VALUE);
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
