package org.rankferry.checkpointer.mount;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.transport.DoorChannel;
import org.rankferry.protocol.wire.FrameCheck;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.codec.AbortDecoder;
import org.rankferry.protocol.wire.codec.AvailableDecoder;
import org.rankferry.protocol.wire.codec.MessageHeaderDecoder;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;
import org.rankferry.protocol.wire.codec.ReaderOpenEncoder;
import org.rankferry.protocol.wire.codec.ReaderOpenedDecoder;

/** A stream that arrives at a target of this host: its door tells how far it has come. */
final class ArrivingStream implements StreamTail {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AvailableDecoder progress = new AvailableDecoder();
    private DoorChannel door;
    private FileChannel file;
    private long available;
    private boolean ended;
    private String abortedFor;

    /**
     * Asks for a stream.
     *
     * @param path    of the target's door.
     * @param job     whose image it is, or empty for any.
     * @param rank    of the job.
     * @param stream  by name.
     * @param patience for the target to take the question.
     */
    ArrivingStream(
        final Path path, final String job, final int rank, final String stream, final Duration patience) {

        door = new DoorChannel("target", path);
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[FrameHeader.MAX_FRAME_LENGTH]);
        final byte[] jobName = job.getBytes(StandardCharsets.UTF_8);
        final byte[] name = stream.getBytes(StandardCharsets.UTF_8);
        final ReaderOpenEncoder open = new ReaderOpenEncoder().wrapAndApplyHeader(
            frame, FrameHeader.LENGTH, new MessageHeaderEncoder());
        open.rank(rank).putJob(jobName, 0, jobName.length).putName(name, 0, name.length);
        final int length = FrameHeader.LENGTH + MessageHeaderEncoder.ENCODED_LENGTH + open.encodedLength();
        FrameHeader.write(frame, 0, length, 0);
        door.outbox().send(frame, 0, length);
        door.flush(System.nanoTime() + patience.toNanos());
    }

    @Override
    public void poll() {
        try {
            while (door != null && door.poll()) {
                onFrame();
            }
        } catch (final TransferException e) {
            abort(e.getMessage());
        }
    }

    @Override
    public long available() {
        return available;
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public String abortedFor() {
        return abortedFor;
    }

    @Override
    public FileChannel file() {
        return file;
    }

    @Override
    public void close() {
        leave();
        CloseHelper.quietClose(file);
    }

    private void onFrame() {
        final int body = door.offset() + FrameHeader.LENGTH;
        switch (FrameCheck.templateId(door.buffer(), door.offset(), door.length())) {
            case ReaderOpenedDecoder.TEMPLATE_ID -> open(
                new ReaderOpenedDecoder().wrapAndApplyHeader(door.buffer(), body, header).path());
            case AvailableDecoder.TEMPLATE_ID -> {
                progress.wrapAndApplyHeader(door.buffer(), body, header);
                available = progress.bytes();
                ended = progress.ended() == 1;
                if (ended) {
                    leave(); // a target that goes now takes nothing with it
                }
            }
            case AbortDecoder.TEMPLATE_ID -> abort("the target gave the set up: "
                + new AbortDecoder().wrapAndApplyHeader(door.buffer(), body, header).text());
            default -> abort("the target sent a frame that is not for a reader");
        }
    }

    private void open(final String path) {
        try {
            file = FileChannel.open(Path.of(path), StandardOpenOption.READ);
        } catch (final IOException e) {
            abort("image file " + path + " can't be read: " + e.getMessage());
        }
    }

    private void abort(final String why) {
        abortedFor = abortedFor == null ? why : abortedFor;
        leave();
    }

    private void leave() {
        CloseHelper.quietClose(door);
        door = null;
    }
}
