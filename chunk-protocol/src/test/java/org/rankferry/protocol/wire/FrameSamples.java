package org.rankferry.protocol.wire;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.protocol.wire.codec.AbortCode;
import org.rankferry.protocol.wire.codec.AbortEncoder;
import org.rankferry.protocol.wire.codec.AttachEncoder;
import org.rankferry.protocol.wire.codec.AttachedEncoder;
import org.rankferry.protocol.wire.codec.AvailableEncoder;
import org.rankferry.protocol.wire.codec.ChallengeEncoder;
import org.rankferry.protocol.wire.codec.ChunkDoneEncoder;
import org.rankferry.protocol.wire.codec.ChunkReadyEncoder;
import org.rankferry.protocol.wire.codec.CommitEncoder;
import org.rankferry.protocol.wire.codec.CommittedEncoder;
import org.rankferry.protocol.wire.codec.CreditEncoder;
import org.rankferry.protocol.wire.codec.DataAttachEncoder;
import org.rankferry.protocol.wire.codec.HeldChunksEncoder;
import org.rankferry.protocol.wire.codec.HelloEncoder;
import org.rankferry.protocol.wire.codec.ImageBeginEncoder;
import org.rankferry.protocol.wire.codec.ImageEndEncoder;
import org.rankferry.protocol.wire.codec.ImageStoredEncoder;
import org.rankferry.protocol.wire.codec.LeaseEncoder;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;
import org.rankferry.protocol.wire.codec.OperatorReplyEncoder;
import org.rankferry.protocol.wire.codec.OperatorRequestEncoder;
import org.rankferry.protocol.wire.codec.PhaseEncoder;
import org.rankferry.protocol.wire.codec.PingEncoder;
import org.rankferry.protocol.wire.codec.PongEncoder;
import org.rankferry.protocol.wire.codec.PoolRegionsEncoder;
import org.rankferry.protocol.wire.codec.ProbeReportEncoder;
import org.rankferry.protocol.wire.codec.ProofEncoder;
import org.rankferry.protocol.wire.codec.RailOfferEncoder;
import org.rankferry.protocol.wire.codec.RankJoinEncoder;
import org.rankferry.protocol.wire.codec.RankOrderEncoder;
import org.rankferry.protocol.wire.codec.RankOrderKind;
import org.rankferry.protocol.wire.codec.RankPhase;
import org.rankferry.protocol.wire.codec.RankReportEncoder;
import org.rankferry.protocol.wire.codec.RankReportKind;
import org.rankferry.protocol.wire.codec.ReadReplyEncoder;
import org.rankferry.protocol.wire.codec.ReadRequestEncoder;
import org.rankferry.protocol.wire.codec.ReaderOpenEncoder;
import org.rankferry.protocol.wire.codec.ReaderOpenedEncoder;
import org.rankferry.protocol.wire.codec.RefusalCode;
import org.rankferry.protocol.wire.codec.RefusedEncoder;
import org.rankferry.protocol.wire.codec.SetEndEncoder;
import org.rankferry.protocol.wire.codec.StreamEndEncoder;
import org.rankferry.protocol.wire.codec.StreamOpenEncoder;
import org.rankferry.protocol.wire.codec.SyncEncoder;
import org.rankferry.protocol.wire.codec.SyncedEncoder;
import org.rankferry.protocol.wire.codec.WelcomeEncoder;

/** One frame of every template, with random legal values. */
public final class FrameSamples {
    /** Template ids of all frames. */
    public static final List<Integer> TEMPLATES =
        List.of(HelloEncoder.TEMPLATE_ID, RefusedEncoder.TEMPLATE_ID, ChallengeEncoder.TEMPLATE_ID,
        ProofEncoder.TEMPLATE_ID, WelcomeEncoder.TEMPLATE_ID, HeldChunksEncoder.TEMPLATE_ID,
        PoolRegionsEncoder.TEMPLATE_ID, StreamOpenEncoder.TEMPLATE_ID, ChunkReadyEncoder.TEMPLATE_ID,
        ChunkDoneEncoder.TEMPLATE_ID, StreamEndEncoder.TEMPLATE_ID, ImageEndEncoder.TEMPLATE_ID,
        ImageStoredEncoder.TEMPLATE_ID, SetEndEncoder.TEMPLATE_ID, CommittedEncoder.TEMPLATE_ID,
        AbortEncoder.TEMPLATE_ID, PingEncoder.TEMPLATE_ID, PongEncoder.TEMPLATE_ID, CreditEncoder.TEMPLATE_ID,
        DataAttachEncoder.TEMPLATE_ID, ReadRequestEncoder.TEMPLATE_ID, ReadReplyEncoder.TEMPLATE_ID,
        RailOfferEncoder.TEMPLATE_ID, ProbeReportEncoder.TEMPLATE_ID, AttachEncoder.TEMPLATE_ID,
        AttachedEncoder.TEMPLATE_ID, PhaseEncoder.TEMPLATE_ID, ImageBeginEncoder.TEMPLATE_ID,
        LeaseEncoder.TEMPLATE_ID, CommitEncoder.TEMPLATE_ID, SyncEncoder.TEMPLATE_ID, SyncedEncoder.TEMPLATE_ID,
        ReaderOpenEncoder.TEMPLATE_ID, ReaderOpenedEncoder.TEMPLATE_ID, AvailableEncoder.TEMPLATE_ID,
        RankJoinEncoder.TEMPLATE_ID, RankReportEncoder.TEMPLATE_ID, RankOrderEncoder.TEMPLATE_ID,
        OperatorRequestEncoder.TEMPLATE_ID, OperatorReplyEncoder.TEMPLATE_ID);

    private static final UnsafeBuffer BUFFER = new UnsafeBuffer(new byte[FrameHeader.MAX_FRAME_LENGTH]);
    private static final MessageHeaderEncoder HEADER = new MessageHeaderEncoder();

    private FrameSamples() {
    }

    /** A frame of a template. Credits are 0. */
    public static byte[] frame(int templateId, Random random) {
        final int length = FrameHeader.BODY_OFFSET + encode(templateId, random);
        FrameHeader.write(BUFFER, 0, length, 0);
        return Arrays.copyOf(BUFFER.byteArray(), length);
    }

    private static int encode(int templateId, Random random) {
        return templateId < CommittedEncoder.TEMPLATE_ID ? encodeLink(templateId, random)
            : encodeRest(templateId, random);
    }

    private static int encodeLink(int templateId, Random random) {
        return switch (templateId) {
            case HelloEncoder.TEMPLATE_ID -> hello(random);
            case RefusedEncoder.TEMPLATE_ID -> refused(random);
            case ChallengeEncoder.TEMPLATE_ID -> challenge(random);
            case ProofEncoder.TEMPLATE_ID -> proof(random);
            case WelcomeEncoder.TEMPLATE_ID -> welcome(random);
            case HeldChunksEncoder.TEMPLATE_ID -> heldChunks(random);
            case PoolRegionsEncoder.TEMPLATE_ID -> poolRegions(random);
            case StreamOpenEncoder.TEMPLATE_ID -> streamOpen(random);
            case ChunkReadyEncoder.TEMPLATE_ID -> chunkReady(random);
            case ChunkDoneEncoder.TEMPLATE_ID -> chunkDone(random);
            case StreamEndEncoder.TEMPLATE_ID -> streamEnd(random);
            case ImageEndEncoder.TEMPLATE_ID -> imageEnd(random);
            case ImageStoredEncoder.TEMPLATE_ID -> imageStored(random);
            case SetEndEncoder.TEMPLATE_ID -> setEnd(random);
            default -> throw new IllegalArgumentException("template " + templateId);
        };
    }

    private static int encodeRest(int templateId, Random random) {
        return switch (templateId) {
            case CommittedEncoder.TEMPLATE_ID -> committed(random);
            case AbortEncoder.TEMPLATE_ID -> abort(random);
            case PingEncoder.TEMPLATE_ID -> ping(random);
            case PongEncoder.TEMPLATE_ID -> pong(random);
            case CreditEncoder.TEMPLATE_ID -> credit();
            case DataAttachEncoder.TEMPLATE_ID -> dataAttach(random);
            case ReadRequestEncoder.TEMPLATE_ID -> readRequest(random);
            case ReadReplyEncoder.TEMPLATE_ID -> readReply(random);
            case RailOfferEncoder.TEMPLATE_ID -> railOffer(random);
            case ProbeReportEncoder.TEMPLATE_ID -> probeReport(random);
            case SyncEncoder.TEMPLATE_ID -> new SyncEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER)
                .number(random.nextLong()).encodedLength();
            case SyncedEncoder.TEMPLATE_ID -> new SyncedEncoder().wrapAndApplyHeader(
                BUFFER, FrameHeader.LENGTH, HEADER).number(random.nextLong()).encodedLength();
            default -> encodeDoor(templateId, random);
        };
    }

    private static int encodeDoor(int templateId, Random random) {
        return switch (templateId) {
            case AttachEncoder.TEMPLATE_ID -> attach(random);
            case AttachedEncoder.TEMPLATE_ID -> attached(random);
            case PhaseEncoder.TEMPLATE_ID -> phase(random);
            case ImageBeginEncoder.TEMPLATE_ID -> imageBegin(random);
            case LeaseEncoder.TEMPLATE_ID -> new LeaseEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER)
                .chunk(random.nextInt()).encodedLength();
            case CommitEncoder.TEMPLATE_ID -> commit(random);
            case ReaderOpenEncoder.TEMPLATE_ID -> readerOpen(random);
            case ReaderOpenedEncoder.TEMPLATE_ID -> readerOpened(random);
            case AvailableEncoder.TEMPLATE_ID -> available(random);
            case RankJoinEncoder.TEMPLATE_ID -> rankJoin(random);
            case RankReportEncoder.TEMPLATE_ID -> rankReport(random);
            case RankOrderEncoder.TEMPLATE_ID -> rankOrder(random);
            case OperatorRequestEncoder.TEMPLATE_ID -> operatorRequest(random);
            case OperatorReplyEncoder.TEMPLATE_ID -> operatorReply(random);
            default -> throw new IllegalArgumentException("template " + templateId);
        };
    }

    private static int hello(Random random) {
        final HelloEncoder e = new HelloEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.sessionHigh(random.nextLong());
        e.sessionLow(random.nextLong());
        e.attempt(random.nextInt());
        e.epoch(random.nextLong());
        e.chunkBytes(random.nextInt());
        e.poolBytes(random.nextLong());
        e.readDepth(random.nextInt());
        e.ranks(random.nextInt());
        e.expectedBytes(random.nextLong());
        e.credits(random.nextInt(65536));
        e.crc((short) random.nextInt(2));
        e.putNonce(bytes(random, 32), 0, 32);
        final byte[] job = text(random, Names.MAX_JOB_LENGTH);
        e.putJob(job, 0, job.length);
        final byte[] machine = text(random, FrameText.MAX_MACHINE_LENGTH);
        e.putMachine(machine, 0, machine.length);
        final byte[] checkpointer = text(random, FrameText.MAX_CHECKPOINTER_LENGTH);
        e.putCheckpointer(checkpointer, 0, checkpointer.length);
        return e.encodedLength();
    }

    private static int refused(Random random) {
        final RefusedEncoder e = new RefusedEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.code(RefusalCode.get((short) (1 + random.nextInt(14))));
        e.expected(random.nextLong());
        e.got(random.nextLong());
        final byte[] text = text(random, FrameText.MAX_TEXT_LENGTH);
        e.putText(text, 0, text.length);
        return e.encodedLength();
    }

    private static int challenge(Random random) {
        final ChallengeEncoder e = new ChallengeEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.readDepth(random.nextInt());
        e.credits(random.nextInt(65536));
        e.putNonce(bytes(random, 32), 0, 32);
        e.putProof(bytes(random, 32), 0, 32);
        return e.encodedLength();
    }

    private static int proof(Random random) {
        final ProofEncoder e = new ProofEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.putProof(bytes(random, 32), 0, 32);
        return e.encodedLength();
    }

    private static int welcome(Random random) {
        final WelcomeEncoder e = new WelcomeEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.heldStreams(random.nextInt());
        e.putDataToken(bytes(random, 32), 0, 32);
        return e.encodedLength();
    }

    private static int heldChunks(Random random) {
        final HeldChunksEncoder e = new HeldChunksEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.rank(random.nextInt());
        e.stream(random.nextInt(65536));
        final int count = random.nextInt(FrameLimits.MAX_EXTENTS + 1);
        final HeldChunksEncoder.ExtentsEncoder group = e.extentsCount(count);
        for (int i = 0; i < count; i++) {
            group.next().first(random.nextLong()).chunkCount(random.nextLong());
        }
        return e.encodedLength();
    }

    private static int poolRegions(Random random) {
        final PoolRegionsEncoder e = new PoolRegionsEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        final int count = random.nextInt(FrameLimits.MAX_REGIONS + 1);
        final PoolRegionsEncoder.RegionsEncoder group = e.regionsCount(count);
        for (int i = 0; i < count; i++) {
            group.next().address(random.nextLong()).length(random.nextLong()).key(random.nextLong());
        }
        final byte[] path = text(random, FrameText.MAX_TEXT_LENGTH);
        e.putPath(path, 0, path.length);
        return e.encodedLength();
    }

    private static int streamOpen(Random random) {
        final StreamOpenEncoder e = new StreamOpenEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.rank(random.nextInt());
        e.stream(random.nextInt(65536));
        e.flags().clear().seekable(random.nextBoolean());
        e.expectedBytes(random.nextLong());
        final byte[] name = text(random, Names.MAX_STREAM_LENGTH);
        e.putName(name, 0, name.length);
        return e.encodedLength();
    }

    private static int chunkReady(Random random) {
        final ChunkReadyEncoder e = new ChunkReadyEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.rank(random.nextInt());
        e.stream(random.nextInt(65536));
        e.chunk(random.nextInt());
        e.length(random.nextInt());
        e.crc(random.nextInt());
        e.position(random.nextLong());
        e.ordinal(random.nextLong());
        return e.encodedLength();
    }

    private static int chunkDone(Random random) {
        final ChunkDoneEncoder e = new ChunkDoneEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        final int count = random.nextInt(FrameLimits.MAX_DONE + 1);
        final ChunkDoneEncoder.ChunksEncoder group = e.chunksCount(count);
        for (int i = 0; i < count; i++) {
            group.next().chunk(random.nextInt());
        }
        return e.encodedLength();
    }

    private static int streamEnd(Random random) {
        final StreamEndEncoder e = new StreamEndEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.rank(random.nextInt());
        e.stream(random.nextInt(65536));
        e.digestFlags().clear().known(random.nextBoolean());
        e.crc(random.nextInt());
        e.length(random.nextLong());
        e.chunks(random.nextLong());
        return e.encodedLength();
    }

    private static int imageEnd(Random random) {
        final ImageEndEncoder e = new ImageEndEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.rank(random.nextInt());
        e.streams(random.nextInt());
        return e.encodedLength();
    }

    private static int imageStored(Random random) {
        final ImageStoredEncoder e = new ImageStoredEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.rank(random.nextInt());
        e.bytes(random.nextLong());
        return e.encodedLength();
    }

    private static int setEnd(Random random) {
        final SetEndEncoder e = new SetEndEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.ranks(random.nextInt());
        e.bytes(random.nextLong());
        return e.encodedLength();
    }

    private static int committed(Random random) {
        final CommittedEncoder e = new CommittedEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.bytes(random.nextLong());
        e.verifyNanos(random.nextLong());
        e.retries(random.nextLong());
        return e.encodedLength();
    }

    private static int abort(Random random) {
        final AbortEncoder e = new AbortEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.code(AbortCode.get((short) (1 + random.nextInt(8))));
        e.rank(random.nextInt());
        e.stream(random.nextInt(65536));
        e.position(random.nextLong());
        final byte[] text = text(random, FrameText.MAX_TEXT_LENGTH);
        e.putText(text, 0, text.length);
        return e.encodedLength();
    }

    private static int ping(Random random) {
        final PingEncoder e = new PingEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.nanos(random.nextLong());
        return e.encodedLength();
    }

    private static int pong(Random random) {
        final PongEncoder e = new PongEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.nanos(random.nextLong());
        return e.encodedLength();
    }

    private static int credit() {
        final CreditEncoder e = new CreditEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        return e.encodedLength();
    }

    private static int dataAttach(Random random) {
        final DataAttachEncoder e = new DataAttachEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.sessionHigh(random.nextLong());
        e.sessionLow(random.nextLong());
        e.putToken(bytes(random, 32), 0, 32);
        return e.encodedLength();
    }

    private static int readRequest(Random random) {
        final ReadRequestEncoder e = new ReadRequestEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.readId(random.nextLong());
        e.chunk(random.nextInt());
        e.length(random.nextInt());
        return e.encodedLength();
    }

    private static int readReply(Random random) {
        final ReadReplyEncoder e = new ReadReplyEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.readId(random.nextLong());
        e.chunk(random.nextInt());
        e.length(random.nextInt());
        return e.encodedLength();
    }

    private static int railOffer(Random random) {
        final RailOfferEncoder e = new RailOfferEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        final int count = random.nextInt(FrameLimits.MAX_RAILS + 1);
        final RailOfferEncoder.RailsEncoder group = e.railsCount(count);
        for (int i = 0; i < count; i++) {
            group.next().putAddress(bytes(random, 16), 0, 16).port(random.nextInt(1 << 16));
        }
        return e.encodedLength();
    }

    private static int probeReport(Random random) {
        final ProbeReportEncoder e = new ProbeReportEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.smallBytes(random.nextInt()).p50Nanos(random.nextLong()).p99Nanos(random.nextLong());
        e.largeBytes(random.nextInt()).depth(random.nextInt()).bytesPerSecond(random.nextLong());
        return e.encodedLength();
    }

    private static int attach(Random random) {
        final AttachEncoder e = new AttachEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.rank(random.nextInt());
        e.pid(random.nextInt());
        final byte[] job = text(random, Names.MAX_JOB_LENGTH);
        e.putJob(job, 0, job.length);
        return e.encodedLength();
    }

    private static int attached(Random random) {
        final AttachedEncoder e = new AttachedEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.epoch(random.nextLong());
        e.chunkBytes(random.nextInt());
        e.chunks(random.nextInt());
        e.crc((short) random.nextInt(2));
        final byte[] poolPath = text(random, FrameText.MAX_TEXT_LENGTH);
        e.putPoolPath(poolPath, 0, poolPath.length);
        return e.encodedLength();
    }

    private static int phase(Random random) {
        final PhaseEncoder e = new PhaseEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.phase(RankPhase.get((short) (1 + random.nextInt(4))));
        e.attempt(random.nextInt());
        e.epoch(random.nextLong());
        final byte[] text = text(random, FrameText.MAX_TEXT_LENGTH);
        e.putText(text, 0, text.length);
        return e.encodedLength();
    }

    private static int imageBegin(Random random) {
        final ImageBeginEncoder e = new ImageBeginEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.rank(random.nextInt());
        e.attempt(random.nextInt());
        return e.encodedLength();
    }

    private static int commit(Random random) {
        final CommitEncoder e = new CommitEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.stream(random.nextInt(65536));
        e.chunk(random.nextInt());
        e.length(random.nextInt());
        e.crc(random.nextInt());
        e.position(random.nextLong());
        return e.encodedLength();
    }

    private static int readerOpen(Random random) {
        final ReaderOpenEncoder e = new ReaderOpenEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.rank(random.nextInt());
        final byte[] job = text(random, Names.MAX_JOB_LENGTH);
        e.putJob(job, 0, job.length);
        final byte[] name = text(random, Names.MAX_STREAM_LENGTH);
        e.putName(name, 0, name.length);
        return e.encodedLength();
    }

    private static int readerOpened(Random random) {
        final ReaderOpenedEncoder e = new ReaderOpenedEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        final byte[] path = text(random, FrameText.MAX_TEXT_LENGTH);
        e.putPath(path, 0, path.length);
        return e.encodedLength();
    }

    private static int available(Random random) {
        final AvailableEncoder e = new AvailableEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.bytes(random.nextLong());
        e.ended((short) random.nextInt(2));
        return e.encodedLength();
    }

    private static int rankJoin(Random random) {
        final RankJoinEncoder e = new RankJoinEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.rank(random.nextInt() & 0xFFFFFFFFL).pid(random.nextInt() & 0xFFFFFFFFL).epoch(random.nextLong());
        final byte[] job = text(random, Names.MAX_JOB_LENGTH);
        e.putJob(job, 0, job.length);
        return e.encodedLength();
    }

    private static int rankReport(Random random) {
        final RankReportEncoder e = new RankReportEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.what(RankReportKind.get((short) (1 + random.nextInt(6))));
        e.epoch(random.nextLong());
        final byte[] text = text(random, FrameText.MAX_PIECE_LENGTH);
        e.putText(text, 0, text.length);
        return e.encodedLength();
    }

    private static int rankOrder(Random random) {
        final RankOrderEncoder e = new RankOrderEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.what(RankOrderKind.get((short) (1 + random.nextInt(7))));
        e.epoch(random.nextLong());
        final byte[] text = text(random, FrameText.MAX_PIECE_LENGTH);
        e.putText(text, 0, text.length);
        return e.encodedLength();
    }

    private static int operatorRequest(Random random) {
        final OperatorRequestEncoder e =
            new OperatorRequestEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        final byte[] text = text(random, FrameText.MAX_PIECE_LENGTH);
        e.putText(text, 0, text.length);
        return e.encodedLength();
    }

    private static int operatorReply(Random random) {
        final OperatorReplyEncoder e =
            new OperatorReplyEncoder().wrapAndApplyHeader(BUFFER, FrameHeader.LENGTH, HEADER);
        e.last((short) random.nextInt(2));
        final byte[] text = text(random, FrameText.MAX_PIECE_LENGTH);
        e.putText(text, 0, text.length);
        return e.encodedLength();
    }

    private static byte[] bytes(Random random, int length) {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] text(Random random, int most) {
        final byte[] bytes = new byte[random.nextInt(most + 1)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (' ' + random.nextInt(95));
        }
        return bytes;
    }
}
