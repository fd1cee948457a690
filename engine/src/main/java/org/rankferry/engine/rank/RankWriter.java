package org.rankferry.engine.rank;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.agrona.CloseHelper;
import org.agrona.collections.IntArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.bufferpool.PoolFile;
import org.rankferry.bufferpool.PoolGeometry;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.transport.DoorChannel;
import org.rankferry.protocol.image.StreamKey;
import org.rankferry.protocol.wire.FrameCheck;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.Names;
import org.rankferry.protocol.wire.codec.AttachEncoder;
import org.rankferry.protocol.wire.codec.AttachedDecoder;
import org.rankferry.protocol.wire.codec.CommitEncoder;
import org.rankferry.protocol.wire.codec.DigestFlagsEncoder;
import org.rankferry.protocol.wire.codec.ImageBeginEncoder;
import org.rankferry.protocol.wire.codec.ImageEndEncoder;
import org.rankferry.protocol.wire.codec.LeaseDecoder;
import org.rankferry.protocol.wire.codec.MessageHeaderDecoder;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;
import org.rankferry.protocol.wire.codec.PhaseDecoder;
import org.rankferry.protocol.wire.codec.RankPhase;
import org.rankferry.protocol.wire.codec.RefusedDecoder;
import org.rankferry.protocol.wire.codec.StreamEndEncoder;
import org.rankferry.protocol.wire.codec.StreamOpenEncoder;
import org.rankferry.protocol.wire.codec.SyncEncoder;
import org.rankferry.protocol.wire.codec.SyncedDecoder;

/**
 * One rank attached to a source: waits to be asked for its image and writes it, stream by stream.
 *
 * <pre>{@code
 * try (RankWriter rank = RankWriter.attach(source.door(), "lu", 3, Duration.ofSeconds(60))) {
 *     rank.awaitCheckpoint();
 *     StreamWriter stream = rank.open("ctx", 0);
 *     stream.write(bytes);
 *     stream.end();
 *     rank.endImage();
 *     rank.awaitCommitted();
 * }
 * }</pre>
 *
 * <p>Every wait takes at most the deadline given at the start. One thread.
 */
public final class RankWriter implements AutoCloseable {
    /** Most streams of an image. */
    public static final int MAX_STREAMS = StreamKey.MAX_STREAM + 1;

    private final int rank;
    private final long deadlineNs;
    private final DoorChannel door;
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[FrameHeader.MAX_FRAME_LENGTH]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final CommitEncoder commit = new CommitEncoder();
    private final LeaseDecoder lease = new LeaseDecoder();
    private final PhaseDecoder phase = new PhaseDecoder();
    private final SyncedDecoder synced = new SyncedDecoder();
    private final IntArrayQueue leases = new IntArrayQueue(-1);
    /** Open streams: each may hold a chunk that is not full. */
    private final List<StreamWriter> open = new ArrayList<>();
    private PoolFile pool;
    private boolean crc;
    private boolean asked;
    private boolean stored;
    private boolean committed;
    private ImageVoidException voided;
    private int attempt;
    private int streams;
    private long syncAsked;
    private long syncAnswered;

    private RankWriter(final Path doorPath, final int rank, final Duration deadline) {
        this.rank = rank;
        this.deadlineNs = deadline.toNanos();
        this.door = new DoorChannel("source", doorPath);
    }

    /**
     * Attaches to a source.
     *
     * @param door     socket of the source.
     * @param job      name of the job.
     * @param rank     of the job.
     * @param deadline of this and every later wait.
     * @throws TransferException when the source can't be reached or refuses the rank.
     */
    public static RankWriter attach(final Path door, final String job, final int rank, final Duration deadline) {
        final RankWriter writer = new RankWriter(door, rank, deadline);
        try {
            writer.attach(job);
            return writer;
        } catch (final RuntimeException e) {
            CloseHelper.quietClose(writer);
            throw e;
        }
    }

    /** Waits to be asked for the image and begins it. */
    public void awaitCheckpoint() {
        final long until = deadline();
        while (!asked) {
            door.next(until, "rank " + rank + " was not asked for its image");
            onFrame();
        }
        asked = false;
        stored = false;
        committed = false;
        voided = null;
        syncAnswered = syncAsked;
        streams = 0;
        leases.clear();
        open.clear();
        final ImageBeginEncoder begin = new ImageBeginEncoder()
            .wrapAndApplyHeader(frame, FrameHeader.LENGTH, header).rank(rank).attempt(attempt);
        send(begin.encodedLength());
        door.flush(until);
    }

    /**
     * Opens a stream of the image. Several may be open at once; with more of them than chunks, small chunks travel.
     *
     * @param name          of the stream, unique in the image.
     * @param expectedBytes of the stream, 0 when not known.
     */
    public StreamWriter open(final String name, final long expectedBytes) {
        return open(name, expectedBytes, false);
    }

    /**
     * Opens a stream whose writer goes back and forth. Readers at the target see nothing of it before it has ended.
     *
     * @param name          of the stream, unique in the image.
     * @param expectedBytes of the stream, 0 when not known.
     */
    public StreamWriter openSeekable(final String name, final long expectedBytes) {
        return open(name, expectedBytes, true);
    }

    private StreamWriter open(final String name, final long expectedBytes, final boolean seekable) {
        final String fault = Names.streamFault(name);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        if (streams == MAX_STREAMS) {
            throw new TransferException("rank " + rank + " has " + MAX_STREAMS + " streams; no more fit one image");
        }
        checkVoid();
        final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        final int stream = streams++;
        final StreamOpenEncoder encoder = new StreamOpenEncoder().wrapAndApplyHeader(frame, FrameHeader.LENGTH, header);
        encoder.rank(rank).stream(stream).expectedBytes(expectedBytes).flags().clear().seekable(seekable);
        encoder.putName(bytes, 0, bytes.length);
        send(encoder.encodedLength());
        final StreamWriter writer = new StreamWriter(this, stream, seekable, crc);
        open.add(writer);
        return writer;
    }

    /** Commits what the open streams hold, and waits until the target holds all that was committed. */
    public void sync() {
        beginSync();
        final long until = deadline();
        while (!synced()) {
            door.next(until, "the target has not taken all that rank " + rank + " has committed");
            onFrame();
        }
    }

    /**
     * Commits what the open streams hold, and asks to hear when the target holds it. One at a time; see
     * {@link #synced()}. To ask is also a sign of life, of a rank that has nothing to write for a while.
     */
    public void beginSync() {
        if (syncAsked != syncAnswered) {
            throw new IllegalStateException("rank " + rank + " waits for the answer to a sync already");
        }
        checkVoid();
        open.forEach(StreamWriter::flush);
        final SyncEncoder sync =
            new SyncEncoder().wrapAndApplyHeader(frame, FrameHeader.LENGTH, header).number(++syncAsked);
        send(sync.encodedLength());
        door.flush(deadline());
    }

    /**
     * Whether the target holds all that was committed before the last {@link #beginSync}. Does not wait.
     *
     * @throws ImageVoidException when the image is given up, or wanted again.
     */
    public boolean synced() {
        poll();
        return syncAsked == syncAnswered;
    }

    /**
     * Takes in what the source has said, without waiting.
     *
     * @throws ImageVoidException when the image is given up, or wanted again.
     */
    public void poll() {
        while (door.poll()) {
            onFrame();
        }
        checkVoid();
    }

    /** Ends the image and waits until the target has it, verified. */
    public void endImage() {
        final long until = deadline();
        leases.clear();
        final ImageEndEncoder end = new ImageEndEncoder()
            .wrapAndApplyHeader(frame, FrameHeader.LENGTH, header).rank(rank).streams(streams);
        send(end.encodedLength());
        door.flush(until);
        while (!stored) {
            door.next(until, "the image of rank " + rank + " was not stored");
            onFrame();
            checkVoid();
        }
    }

    /** Waits until the whole set is committed. */
    public void awaitCommitted() {
        final long until = deadline();
        while (!committed) {
            door.next(until, "the set with the image of rank " + rank + " was not committed");
            onFrame();
            checkVoid();
        }
    }

    /** Lets go of the pool and the source. Before {@link #endImage} that loses the image. */
    @Override
    public void close() {
        CloseHelper.quietCloseAll(pool, door);
    }

    @Override
    public String toString() {
        return "rank " + rank + ", attempt " + attempt + ", " + streams + " streams";
    }

    /** A free chunk as a cleared buffer; waits for it. */
    int lease() {
        final long until = deadline();
        poll();
        if (leases.isEmpty()) {
            // What the others hold goes first, or two streams could wait for each other's chunks for ever.
            open.forEach(StreamWriter::release);
        }
        while (leases.isEmpty()) {
            door.next(until, "rank " + rank + " got no free chunk");
            onFrame();
            checkVoid();
        }
        return leases.pollInt();
    }

    /** A free chunk that is there already; -1 when none is. */
    int leaseNow() {
        poll();
        return leases.isEmpty() ? -1 : leases.pollInt();
    }

    /** Keeps a chunk that was leased and not written for the next stream: held back, it would starve the rank. */
    void keep(final int chunk) {
        leases.addInt(chunk);
    }

    ByteBuffer chunk(final int index) {
        return pool.chunkBuffer(index).clear();
    }

    void commit(final int stream, final int chunk, final long position, final int length, final int chunkCrc) {
        commit.wrapAndApplyHeader(frame, FrameHeader.LENGTH, header)
            .stream(stream).chunk(chunk).length(length).crc(Integer.toUnsignedLong(chunkCrc)).position(position);
        send(commit.encodedLength());
        door.flush(deadline());
    }

    /** The stream holds no chunk any more, and will not want one. */
    void forget(final StreamWriter ended) {
        open.remove(ended);
    }

    void endStream(
        final int stream, final long length, final long chunks, final boolean digestKnown, final int streamCrc) {

        final StreamEndEncoder end = new StreamEndEncoder().wrapAndApplyHeader(frame, FrameHeader.LENGTH, header);
        final DigestFlagsEncoder flags = end.rank(rank).stream(stream).digestFlags();
        flags.clear().known(digestKnown);
        end.crc(Integer.toUnsignedLong(streamCrc)).length(length).chunks(chunks);
        send(end.encodedLength());
        door.flush(deadline());
    }

    private void attach(final String job) {
        final byte[] name = job.getBytes(StandardCharsets.UTF_8);
        final AttachEncoder attach = new AttachEncoder().wrapAndApplyHeader(frame, FrameHeader.LENGTH, header);
        attach.rank(rank).pid(ProcessHandle.current().pid()).putJob(name, 0, name.length);
        send(attach.encodedLength());
        door.flush(deadline());
        door.next(deadline(), "rank " + rank + " was not answered");
        final int template = FrameCheck.templateId(door.buffer(), door.offset(), door.length());
        if (template == RefusedDecoder.TEMPLATE_ID) {
            throw new TransferException(new RefusedDecoder().wrapAndApplyHeader(
                door.buffer(), door.offset() + FrameHeader.LENGTH, headerDecoder).text());
        }
        if (template != AttachedDecoder.TEMPLATE_ID) {
            throw new TransferException("source answered Attach with frame " + template);
        }
        final AttachedDecoder attached = new AttachedDecoder().wrapAndApplyHeader(
            door.buffer(), door.offset() + FrameHeader.LENGTH, headerDecoder);
        crc = attached.crc() == 1;
        final PoolGeometry geometry = new PoolGeometry((int) attached.chunkBytes(), (int) attached.chunks());
        pool = PoolFile.open(Path.of(attached.poolPath()), geometry, true);
    }

    private void onFrame() {
        switch (FrameCheck.templateId(door.buffer(), door.offset(), door.length())) {
            case LeaseDecoder.TEMPLATE_ID -> {
                lease.wrapAndApplyHeader(door.buffer(), door.offset() + FrameHeader.LENGTH, headerDecoder);
                leases.addInt((int) lease.chunk());
            }
            case PhaseDecoder.TEMPLATE_ID -> {
                phase.wrapAndApplyHeader(door.buffer(), door.offset() + FrameHeader.LENGTH, headerDecoder);
                onPhase(phase.phase(), (int) phase.attempt(), phase.text());
            }
            case SyncedDecoder.TEMPLATE_ID -> syncAnswered = synced.wrapAndApplyHeader(
                door.buffer(), door.offset() + FrameHeader.LENGTH, headerDecoder).number();
            case RefusedDecoder.TEMPLATE_ID -> throw new TransferException(new RefusedDecoder().wrapAndApplyHeader(
                door.buffer(), door.offset() + FrameHeader.LENGTH, headerDecoder).text());
            default -> throw new TransferException("source sent a frame that is not for a rank");
        }
    }

    private void onPhase(final RankPhase name, final int newAttempt, final String text) {
        switch (name) {
            case CHECKPOINT -> {
                asked = true;
                attempt = newAttempt;
                leases.clear();
                voided = new ImageVoidException(
                    "the target was lost; the image of rank " + rank + " is wanted again", true);
            }
            case IMAGE_STORED -> stored = true;
            case SET_COMMITTED -> committed = true;
            case ABORTED -> voided = new ImageVoidException(text, false);
            default -> throw new TransferException("source sent an unknown phase");
        }
    }

    private void checkVoid() {
        if (voided != null) {
            throw voided;
        }
    }

    private long deadline() {
        return System.nanoTime() + deadlineNs;
    }

    private void send(final int bodyLength) {
        final int length = FrameHeader.LENGTH + MessageHeaderEncoder.ENCODED_LENGTH + bodyLength;
        FrameHeader.write(frame, 0, length, 0);
        door.outbox().send(frame, 0, length);
    }
}
