package org.rankferry.bench.micro;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.rankferry.engine.synthetic.ImageContent;
import org.rankferry.protocol.image.Crc32c;

/** CRC-32C of a chunk, and of a stream from those of its chunks. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Checksums {
    /** Size of a chunk. */
    @Param({"65536", "1048576"})
    public int chunkBytes;

    private final CRC32C crc = new CRC32C();
    private ByteBuffer chunk;
    private int ofStream;

    /** A chunk with content. */
    @Setup
    public void setUp() {
        chunk = ByteBuffer.allocateDirect(chunkBytes);
        ImageContent.fill(chunk, ImageContent.key(1, 0, 0), 0);
    }

    /** Of the bytes. */
    @Benchmark
    public long ofChunk() {
        crc.reset();
        crc.update(chunk.clear());
        return crc.getValue();
    }

    /** A chunk's appended to that of what came before. */
    @Benchmark
    public int combine() {
        ofStream = Crc32c.combine(ofStream, 0x1234_5678, chunkBytes);
        return ofStream;
    }
}
