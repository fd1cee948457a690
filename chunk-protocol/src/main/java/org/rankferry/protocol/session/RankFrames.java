package org.rankferry.protocol.session;

import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.FrameSink;
import org.rankferry.protocol.wire.FrameText;
import org.rankferry.protocol.wire.Names;
import org.rankferry.protocol.wire.codec.AttachEncoder;
import org.rankferry.protocol.wire.codec.CommitEncoder;
import org.rankferry.protocol.wire.codec.ImageBeginEncoder;
import org.rankferry.protocol.wire.codec.ImageEndEncoder;
import org.rankferry.protocol.wire.codec.StreamEndEncoder;
import org.rankferry.protocol.wire.codec.StreamOpenEncoder;
import org.rankferry.protocol.wire.codec.SyncEncoder;

/**
 * Encodes what a rank tells its agent, for ranks written in Java. It encodes and does not judge; the agent does. Not
 * thread safe. Allocates nothing but for {@link #attach} and {@link #streamOpen}.
 */
public final class RankFrames {
    private final FrameWriter writer;
    private final int rank;
    private final AttachEncoder attach = new AttachEncoder();
    private final ImageBeginEncoder imageBegin = new ImageBeginEncoder();
    private final StreamOpenEncoder streamOpen = new StreamOpenEncoder();
    private final CommitEncoder commit = new CommitEncoder();
    private final StreamEndEncoder streamEnd = new StreamEndEncoder();
    private final ImageEndEncoder imageEnd = new ImageEndEncoder();
    private final SyncEncoder sync = new SyncEncoder();

    /**
     * Frames of one rank.
     *
     * @param rank that speaks
     * @param sink takes the frames
     */
    public RankFrames(int rank, FrameSink sink) {
        this.writer = new FrameWriter(sink);
        this.rank = rank;
    }

    /**
     * The first frame.
     *
     * @param pid of the rank's process
     * @param job of the rank
     */
    public void attach(int pid, String job) {
        final byte[] name = FrameText.exact("job", job, Names.MAX_JOB_LENGTH);
        attach.wrapAndApplyHeader(writer.buffer(), FrameHeader.LENGTH, writer.header())
            .rank(rank)
            .pid(pid)
            .putJob(name, 0, name.length);
        writer.send(attach.encodedLength(), 0);
    }

    /**
     * The answer to a CHECKPOINT.
     *
     * @param attempt of that CHECKPOINT
     */
    public void imageBegin(int attempt) {
        imageBegin.wrapAndApplyHeader(writer.buffer(), FrameHeader.LENGTH, writer.header()).rank(rank).attempt(attempt);
        writer.send(imageBegin.encodedLength(), 0);
    }

    /**
     * Opens a stream.
     *
     * @param stream id, unique in the image
     * @param seekable whether positions may go back
     * @param expectedBytes of the stream, 0 when not known
     * @param name of the stream, unique in the image
     */
    public void streamOpen(int stream, boolean seekable, long expectedBytes, String name) {
        final byte[] bytes = FrameText.exact("stream name", name, Names.MAX_STREAM_LENGTH);
        streamOpen.wrapAndApplyHeader(writer.buffer(), FrameHeader.LENGTH, writer.header())
            .rank(rank)
            .stream(stream)
            .expectedBytes(expectedBytes)
            .flags().clear().seekable(seekable);
        streamOpen.putName(bytes, 0, bytes.length);
        writer.send(streamOpen.encodedLength(), 0);
    }

    /**
     * Hands a filled chunk over.
     *
     * @param stream its bytes are of
     * @param chunk index in the pool
     * @param position of its first byte in the stream
     * @param length in bytes
     * @param crc CRC-32C of its bytes, 0 where the agent wants none
     */
    public void commit(int stream, int chunk, long position, int length, int crc) {
        commit.wrapAndApplyHeader(writer.buffer(), FrameHeader.LENGTH, writer.header())
            .stream(stream)
            .chunk(chunk)
            .length(length)
            .crc(crc)
            .position(position);
        writer.send(commit.encodedLength(), 0);
    }

    /**
     * Ends a stream.
     *
     * @param stream id
     * @param length in bytes
     * @param chunks committed
     * @param digestKnown whether {@code crc} is that of the stream
     * @param crc CRC-32C of the whole stream
     */
    public void streamEnd(int stream, long length, long chunks, boolean digestKnown, int crc) {
        streamEnd.wrapAndApplyHeader(writer.buffer(), FrameHeader.LENGTH, writer.header())
            .rank(rank)
            .stream(stream)
            .crc(crc)
            .length(length)
            .chunks(chunks)
            .digestFlags().clear().known(digestKnown);
        writer.send(streamEnd.encodedLength(), 0);
    }

    /**
     * Asks to hear when the target holds everything committed so far.
     *
     * @param number given back with the answer
     */
    public void sync(long number) {
        sync.wrapAndApplyHeader(writer.buffer(), FrameHeader.LENGTH, writer.header()).number(number);
        writer.send(sync.encodedLength(), 0);
    }

    /**
     * Ends the image.
     *
     * @param streams it has
     */
    public void imageEnd(int streams) {
        imageEnd.wrapAndApplyHeader(writer.buffer(), FrameHeader.LENGTH, writer.header()).rank(rank).streams(streams);
        writer.send(imageEnd.encodedLength(), 0);
    }
}
