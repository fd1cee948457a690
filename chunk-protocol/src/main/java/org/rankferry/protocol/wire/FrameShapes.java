package org.rankferry.protocol.wire;

import java.util.List;

import org.rankferry.protocol.wire.FrameShape.Choice;
import org.rankferry.protocol.wire.FrameShape.Group;
import org.rankferry.protocol.wire.FrameShape.Text;
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

/** The shape of every frame of the schema, by template id. */
final class FrameShapes {
    private static final FrameShape[] BY_TEMPLATE = new FrameShape[96];

    static {
        handshake();
        images();
        rest();
        door();
        job();
        operator();
    }

    private FrameShapes() {
    }

    static FrameShape of(int templateId) {
        return templateId >= 0 && templateId < BY_TEMPLATE.length ? BY_TEMPLATE[templateId] : null;
    }

    private static void handshake() {
        put(HelloEncoder.TEMPLATE_ID, new FrameShape("Hello", HelloEncoder.BLOCK_LENGTH, null,
            List.of(new Choice("crc", HelloEncoder.crcEncodingOffset(), 0, 1)),
            List.of(new Text("job", Names.MAX_JOB_LENGTH),
                new Text("machine", FrameText.MAX_MACHINE_LENGTH),
                new Text("checkpointer", FrameText.MAX_CHECKPOINTER_LENGTH))));
        put(RefusedEncoder.TEMPLATE_ID, new FrameShape("Refused", RefusedEncoder.BLOCK_LENGTH, null,
            List.of(new Choice("code", RefusedEncoder.codeEncodingOffset(), RefusalCode.PROTOCOL_VERSION.value(),
            RefusalCode.STREAM.value())),
            List.of(new Text("text", FrameText.MAX_TEXT_LENGTH))));
        block(ChallengeEncoder.TEMPLATE_ID, "Challenge", ChallengeEncoder.BLOCK_LENGTH);
        block(ProofEncoder.TEMPLATE_ID, "Proof", ProofEncoder.BLOCK_LENGTH);
        block(WelcomeEncoder.TEMPLATE_ID, "Welcome", WelcomeEncoder.BLOCK_LENGTH);
        put(HeldChunksEncoder.TEMPLATE_ID, new FrameShape("HeldChunks", HeldChunksEncoder.BLOCK_LENGTH,
            new Group("extents", HeldChunksEncoder.ExtentsEncoder.sbeBlockLength(), FrameLimits.MAX_EXTENTS),
            List.of(),
            List.of()));
        put(PoolRegionsEncoder.TEMPLATE_ID, new FrameShape("PoolRegions", PoolRegionsEncoder.BLOCK_LENGTH,
            new Group("regions", PoolRegionsEncoder.RegionsEncoder.sbeBlockLength(), FrameLimits.MAX_REGIONS),
            List.of(),
            List.of(new Text("path", FrameText.MAX_PATH_LENGTH))));
    }

    private static void images() {
        put(StreamOpenEncoder.TEMPLATE_ID, new FrameShape("StreamOpen", StreamOpenEncoder.BLOCK_LENGTH, null,
            List.of(new Choice("flags", StreamOpenEncoder.flagsEncodingOffset(), 0, 1)),
            List.of(new Text("name", Names.MAX_STREAM_LENGTH))));
        block(ChunkReadyEncoder.TEMPLATE_ID, "ChunkReady", ChunkReadyEncoder.BLOCK_LENGTH);
        put(ChunkDoneEncoder.TEMPLATE_ID, new FrameShape("ChunkDone", ChunkDoneEncoder.BLOCK_LENGTH,
            new Group("chunks", ChunkDoneEncoder.ChunksEncoder.sbeBlockLength(), FrameLimits.MAX_DONE),
            List.of(),
            List.of()));
        put(StreamEndEncoder.TEMPLATE_ID, new FrameShape("StreamEnd", StreamEndEncoder.BLOCK_LENGTH, null,
            List.of(new Choice("digestFlags", StreamEndEncoder.digestFlagsEncodingOffset(), 0, 1)),
            List.of()));
        block(ImageEndEncoder.TEMPLATE_ID, "ImageEnd", ImageEndEncoder.BLOCK_LENGTH);
        block(ImageStoredEncoder.TEMPLATE_ID, "ImageStored", ImageStoredEncoder.BLOCK_LENGTH);
        block(SetEndEncoder.TEMPLATE_ID, "SetEnd", SetEndEncoder.BLOCK_LENGTH);
        block(CommittedEncoder.TEMPLATE_ID, "Committed", CommittedEncoder.BLOCK_LENGTH);
        put(AbortEncoder.TEMPLATE_ID, new FrameShape("Abort", AbortEncoder.BLOCK_LENGTH, null,
            List.of(new Choice("code", AbortEncoder.codeEncodingOffset(), AbortCode.INCOMPLETE.value(),
            AbortCode.CANCELLED.value())),
            List.of(new Text("text", FrameText.MAX_TEXT_LENGTH))));
    }

    private static void rest() {
        block(PingEncoder.TEMPLATE_ID, "Ping", PingEncoder.BLOCK_LENGTH);
        block(PongEncoder.TEMPLATE_ID, "Pong", PongEncoder.BLOCK_LENGTH);
        block(CreditEncoder.TEMPLATE_ID, "Credit", CreditEncoder.BLOCK_LENGTH);
        block(DataAttachEncoder.TEMPLATE_ID, "DataAttach", DataAttachEncoder.BLOCK_LENGTH);
        block(ReadRequestEncoder.TEMPLATE_ID, "ReadRequest", ReadRequestEncoder.BLOCK_LENGTH);
        block(ReadReplyEncoder.TEMPLATE_ID, "ReadReply", ReadReplyEncoder.BLOCK_LENGTH);
        put(RailOfferEncoder.TEMPLATE_ID, new FrameShape("RailOffer", RailOfferEncoder.BLOCK_LENGTH,
            new Group("rails", RailOfferEncoder.RailsEncoder.sbeBlockLength(), FrameLimits.MAX_RAILS),
            List.of(),
            List.of()));
        block(ProbeReportEncoder.TEMPLATE_ID, "ProbeReport", ProbeReportEncoder.BLOCK_LENGTH);
        put(ReaderOpenEncoder.TEMPLATE_ID, new FrameShape("ReaderOpen", ReaderOpenEncoder.BLOCK_LENGTH, null,
            List.of(),
            List.of(new Text("job", Names.MAX_JOB_LENGTH),
                new Text("name", Names.MAX_STREAM_LENGTH))));
        put(ReaderOpenedEncoder.TEMPLATE_ID, new FrameShape("ReaderOpened", ReaderOpenedEncoder.BLOCK_LENGTH, null,
            List.of(),
            List.of(new Text("path", FrameText.MAX_PATH_LENGTH))));
        put(AvailableEncoder.TEMPLATE_ID, new FrameShape("Available", AvailableEncoder.BLOCK_LENGTH, null,
            List.of(new Choice("ended", AvailableEncoder.endedEncodingOffset(), 0, 1)),
            List.of()));
    }

    private static void door() {
        put(AttachEncoder.TEMPLATE_ID, new FrameShape("Attach", AttachEncoder.BLOCK_LENGTH, null,
            List.of(),
            List.of(new Text("job", Names.MAX_JOB_LENGTH))));
        put(AttachedEncoder.TEMPLATE_ID, new FrameShape("Attached", AttachedEncoder.BLOCK_LENGTH, null,
            List.of(new Choice("crc", AttachedEncoder.crcEncodingOffset(), 0, 1)),
            List.of(new Text("poolPath", FrameText.MAX_PATH_LENGTH))));
        put(PhaseEncoder.TEMPLATE_ID, new FrameShape("Phase", PhaseEncoder.BLOCK_LENGTH, null,
            List.of(new Choice("phase", PhaseEncoder.phaseEncodingOffset(), RankPhase.CHECKPOINT.value(),
            RankPhase.ABORTED.value())),
            List.of(new Text("text", FrameText.MAX_TEXT_LENGTH))));
        block(ImageBeginEncoder.TEMPLATE_ID, "ImageBegin", ImageBeginEncoder.BLOCK_LENGTH);
        block(LeaseEncoder.TEMPLATE_ID, "Lease", LeaseEncoder.BLOCK_LENGTH);
        block(CommitEncoder.TEMPLATE_ID, "Commit", CommitEncoder.BLOCK_LENGTH);
        block(SyncEncoder.TEMPLATE_ID, "Sync", SyncEncoder.BLOCK_LENGTH);
        block(SyncedEncoder.TEMPLATE_ID, "Synced", SyncedEncoder.BLOCK_LENGTH);
    }

    private static void job() {
        put(RankJoinEncoder.TEMPLATE_ID, new FrameShape("RankJoin", RankJoinEncoder.BLOCK_LENGTH, null,
            List.of(),
            List.of(new Text("job", Names.MAX_JOB_LENGTH))));
        put(RankReportEncoder.TEMPLATE_ID, new FrameShape("RankReport", RankReportEncoder.BLOCK_LENGTH, null,
            List.of(new Choice("what", RankReportEncoder.whatEncodingOffset(), RankReportKind.READY.value(),
            RankReportKind.FINISHED.value())),
            List.of(new Text("text", FrameText.MAX_PIECE_LENGTH))));
        put(RankOrderEncoder.TEMPLATE_ID, new FrameShape("RankOrder", RankOrderEncoder.BLOCK_LENGTH, null,
            List.of(new Choice("what", RankOrderEncoder.whatEncodingOffset(), RankOrderKind.START.value(),
            RankOrderKind.LEAVE.value())),
            List.of(new Text("text", FrameText.MAX_PIECE_LENGTH))));
    }

    private static void operator() {
        put(OperatorRequestEncoder.TEMPLATE_ID, new FrameShape("OperatorRequest", OperatorRequestEncoder.BLOCK_LENGTH,
            null,
            List.of(),
            List.of(new Text("text", FrameText.MAX_PIECE_LENGTH))));
        put(OperatorReplyEncoder.TEMPLATE_ID, new FrameShape("OperatorReply", OperatorReplyEncoder.BLOCK_LENGTH, null,
            List.of(new Choice("last", OperatorReplyEncoder.lastEncodingOffset(), 0, 1)),
            List.of(new Text("text", FrameText.MAX_PIECE_LENGTH))));
    }

    private static void block(int templateId, String name, int blockLength) {
        put(templateId, new FrameShape(name, blockLength, null, List.of(), List.of()));
    }

    private static void put(int templateId, FrameShape shape) {
        BY_TEMPLATE[templateId] = shape;
    }
}
