package org.rankferry.engine.transport.rdma.fabric;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.transport.rdma.ReadFigures;
import org.rankferry.protocol.wire.FrameCheck;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;
import org.rankferry.protocol.wire.codec.ProbeReportDecoder;
import org.rankferry.protocol.wire.codec.ProbeReportEncoder;

/** The frame in which one doctor tells another how its READs went. */
final class ProbeFrames {
    private ProbeFrames() {
    }

    static UnsafeBuffer report(final ReadFigures figures) {
        final UnsafeBuffer frame =
            new UnsafeBuffer(new byte[FrameHeader.BODY_OFFSET + ProbeReportEncoder.BLOCK_LENGTH]);
        new ProbeReportEncoder().wrapAndApplyHeader(frame, FrameHeader.LENGTH, new MessageHeaderEncoder())
            .smallBytes(figures.smallBytes()).p50Nanos(figures.p50Nanos()).p99Nanos(figures.p99Nanos())
            .largeBytes(figures.largeBytes()).depth(figures.depth()).bytesPerSecond(figures.bytesPerSecond());
        FrameHeader.write(frame, 0, frame.capacity(), 0);
        return frame;
    }

    /** @throws FrameFault when it is another frame, or says what can't be. */
    static ReadFigures readReport(final DirectBuffer frame) {
        final int template = FrameCheck.templateId(frame, 0, frame.capacity());
        if (template != ProbeReportDecoder.TEMPLATE_ID) {
            throw new FrameFault("frame " + FrameCheck.name(template) + " came for ProbeReport");
        }
        final ProbeReportDecoder report = new ProbeReportDecoder().wrap(
            frame, FrameHeader.BODY_OFFSET, ProbeReportDecoder.BLOCK_LENGTH, ProbeReportDecoder.SCHEMA_VERSION);
        final ReadFigures figures = new ReadFigures(
            null, (int) report.smallBytes(), report.p50Nanos(), report.p99Nanos(),
            (int) report.largeBytes(), (int) report.depth(), report.bytesPerSecond());
        if (figures.p50Nanos() < 0 || figures.p99Nanos() < 0 || figures.bytesPerSecond() < 0) {
            throw new FrameFault("frame ProbeReport: a figure is not in 0 to 2^63 - 1");
        }
        return figures;
    }
}
