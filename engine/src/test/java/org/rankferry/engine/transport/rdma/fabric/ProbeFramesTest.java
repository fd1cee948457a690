package org.rankferry.engine.transport.rdma.fabric;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rankferry.engine.transport.PoolRegions;
import org.rankferry.engine.transport.rdma.ReadFigures;
import org.rankferry.protocol.session.PoolRegion;
import org.rankferry.protocol.wire.FrameFault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ProbeFramesTest {
    @Test
    void aReportComesBackAsItWas() {
        final ReadFigures figures = new ReadFigures(null, 4096, 2_500, 91_230, 1 << 20, 16, 12L << 30);
        assertEquals(figures, ProbeFrames.readReport(ProbeFrames.report(figures)));
    }

    @Test
    void otherFramesAreFaults() {
        final UnsafeBuffer regions =
            RailFrames.regions(new PoolRegions(new PoolRegion[] {new PoolRegion(4096, 1 << 20, 7)}, ""));
        assertEquals("frame PoolRegions came for ProbeReport",
            assertThrows(FrameFault.class, () -> ProbeFrames.readReport(regions)).getMessage());
        final UnsafeBuffer negative = ProbeFrames.report(new ReadFigures(null, 1, -1, 1, 1, 1, 1));
        assertThrows(FrameFault.class, () -> ProbeFrames.readReport(negative));
    }
}
