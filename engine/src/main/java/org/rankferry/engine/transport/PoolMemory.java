package org.rankferry.engine.transport;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The source's chunk pool as a transport sees it: mapped memory cut into chunks. */
public interface PoolMemory {
    /** Size of a chunk in bytes. */
    int chunkBytes();

    /** Number of chunks. */
    int chunks();

    /** The whole pool, {@code chunks * chunkBytes} bytes. */
    MemorySegment memory();

    /**
     * One chunk as a direct buffer made once; callers set its position and limit.
     *
     * @param index of the chunk.
     */
    ByteBuffer chunkBuffer(int index);

    /** The pool file. */
    Path path();
}
