package org.rankferry.engine.doctor;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.rdma.ProbeResult;
import org.rankferry.engine.transport.rdma.ReadFigures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.rankferry.engine.doctor.Findings.assertFinding;

class PeerFindingsTest {
    private static final ReadFigures GOOD = new ReadFigures(null, 4096, 2500, 9123, 1 << 20, 16, 3L << 30);

    @Test
    void bothDirections() {
        final ProbeResult result = new ProbeResult(
            "10.0.0.2:7401", "mlx5_0", GOOD,
            ReadFigures.failed("a READ from a failed: no answer (status 12); see `mtu`"));
        final List<Finding> lines = PeerFindings.of(result);
        assertFinding(lines.getFirst(), Status.OK,
            "READs from 10.0.0.2:7401 over mlx5_0: 4.0 KiB in 2.5 us (p50), 9.1 us (p99); 1.0 MiB at depth 16:"
                + " 3.0 GiB/s");
        assertFinding(lines.getLast(), Status.FAIL,
            "READs by 10.0.0.2:7401 from here: a READ from a failed: no answer (status 12); see `mtu`");
        final Map<String, Object> json = PeerFindings.json(result);
        assertEquals(List.of("address", "device", "read_here", "read_there"), List.copyOf(json.keySet()));
        assertEquals("{small_bytes=4096, p50_us=2.5, p99_us=9.123, large_bytes=1048576, depth=16, gib_per_s=3.0}",
            json.get("read_here").toString());
        assertEquals("[fault]", ((Map<?, ?>) json.get("read_there")).keySet().toString());
    }

    @Test
    void aRemedyThatIsThisVeryCommandIsReplaced() {
        final Finding finding = PeerFindings.of(
            new TransportException("no answer; see `port` in `rankferry doctor --peer 10.0.0.2`"));
        assertEquals("compare `port`, `mtu` and `gid` of both hosts", finding.remedy());
        assertEquals("start it", PeerFindings.of(new TransportException("nobody listens; start it")).remedy());
    }
}
