package org.rankferry.bench.micro;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.rankferry.protocol.wire.FrameCheck;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.codec.ChunkReadyDecoder;
import org.rankferry.protocol.wire.codec.ChunkReadyEncoder;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;

/** The frame that advertises a chunk: written by the source, checked and read by the target. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChunkReadyCodec {
    private static final int LENGTH = FrameHeader.BODY_OFFSET + ChunkReadyEncoder.BLOCK_LENGTH;

    private final UnsafeBuffer frame = new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH));
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ChunkReadyEncoder encoder = new ChunkReadyEncoder();
    private final ChunkReadyDecoder decoder = new ChunkReadyDecoder();
    private long ordinal;

    /** A frame to decode. */
    @Setup
    public void setUp() {
        encode();
    }

    /** Writes the frame. */
    @Benchmark
    public UnsafeBuffer encode() {
        ordinal++;
        encoder.wrapAndApplyHeader(frame, FrameHeader.LENGTH, header)
            .rank(3).stream(1).chunk(7).length(1 << 20).crc(0x1234_5678).position(ordinal << 20).ordinal(ordinal);
        FrameHeader.write(frame, 0, LENGTH, 0);
        return frame;
    }

    /** Checks the frame as every received one is, and reads its fields. */
    @Benchmark
    public long decode() {
        FrameCheck.templateId(frame, 0, LENGTH);
        decoder.wrap(
            frame, FrameHeader.BODY_OFFSET, ChunkReadyDecoder.BLOCK_LENGTH, ChunkReadyDecoder.SCHEMA_VERSION);
        return decoder.rank() + decoder.stream() + decoder.chunk() + decoder.length() + decoder.crc()
            + decoder.position() + decoder.ordinal();
    }
}
