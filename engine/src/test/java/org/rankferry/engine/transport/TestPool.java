package org.rankferry.engine.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Pool file whose bytes tell chunk and offset. {@link #close()} unmaps it; the file is for its maker to remove. */
public final class TestPool implements PoolMemory, AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final Path path;
    private final int chunks;
    private final int chunkBytes;
    private final MemorySegment memory;
    private final ByteBuffer[] buffers;

    /** Makes and fills a pool. */
    public TestPool(final Path path, final int chunks, final int chunkBytes) {
        this.path = path;
        this.chunks = chunks;
        this.chunkBytes = chunkBytes;
        try (FileChannel file = FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            memory = file.map(MapMode.READ_WRITE, 0, (long) chunks * chunkBytes, arena);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        buffers = new ByteBuffer[chunks];
        for (int i = 0; i < chunks; i++) {
            final MemorySegment chunk = memory.asSlice((long) i * chunkBytes, chunkBytes);
            buffers[i] = chunk.asByteBuffer();
            for (int offset = 0; offset < chunkBytes; offset++) {
                chunk.set(ValueLayout.JAVA_BYTE, offset, byteAt(i, offset));
            }
        }
    }

    /** What stands at an offset of a chunk. */
    public static byte byteAt(final int chunk, final int offset) {
        final int mixed = (chunk * 0x9E3779B1) ^ (offset * 0x85EBCA6B);
        return (byte) (mixed ^ (mixed >>> 15) ^ (mixed >>> 24));
    }

    @Override
    public int chunkBytes() {
        return chunkBytes;
    }

    @Override
    public int chunks() {
        return chunks;
    }

    @Override
    public MemorySegment memory() {
        return memory;
    }

    @Override
    public ByteBuffer chunkBuffer(final int index) {
        return buffers[index];
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        arena.close();
    }
}
