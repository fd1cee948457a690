package org.rankferry.engine.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.rankferry.engine.observe.Units;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.rdma.ProbeResult;
import org.rankferry.engine.transport.rdma.ReadFigures;

/** {@code peer}: READs there and back, as findings and as JSON. */
public final class PeerFindings {
    /** The check's name. */
    public static final String NAME = "peer";

    /** What connections say that fail on the way; here it is said already. */
    private static final String THIS_VERY_COMMAND = "`rankferry doctor --peer";
    private static final String COMPARE = "compare `port`, `mtu` and `gid` of both hosts";

    private static final double GIB = 1L << 30;
    private static final double NS_PER_US = 1000;

    private PeerFindings() {
    }

    /** A line for each direction. */
    public static List<Finding> of(final ProbeResult result) {
        return List.of(
            finding("READs from " + result.peer() + " over " + result.device(), result.here()),
            finding("READs by " + result.peer() + " from here", result.there()));
    }

    /** No probe came about. */
    public static Finding of(final TransportException fault) {
        final Finding finding = Finding.fail(NAME, fault);
        return finding.remedy().contains(THIS_VERY_COMMAND) ? Finding.fail(NAME, finding.found(), COMPARE) : finding;
    }

    private static Finding finding(final String what, final ReadFigures figures) {
        if (!figures.ok()) {
            final Finding fault = of(new TransportException(figures.fault()));
            return Finding.fail(NAME, what + ": " + fault.found(), fault.remedy());
        }
        return Finding.ok(NAME, String.format(
            Locale.ROOT, "%s: %s in %.1f us (p50), %.1f us (p99); %s at depth %d: %s; every byte right", what,
            Units.bytes(figures.smallBytes()), figures.p50Nanos() / NS_PER_US, figures.p99Nanos() / NS_PER_US,
            Units.bytes(figures.largeBytes()), figures.depth(), Units.rate((double) figures.bytesPerSecond())));
    }

    /** For {@code --json}. */
    public static Map<String, Object> json(final ProbeResult result) {
        final Map<String, Object> values = new LinkedHashMap<>();
        values.put("address", result.peer());
        values.put("device", result.device());
        values.put("read_here", json(result.here()));
        values.put("read_there", json(result.there()));
        return values;
    }

    private static Map<String, Object> json(final ReadFigures figures) {
        final Map<String, Object> values = new LinkedHashMap<>();
        if (!figures.ok()) {
            values.put("fault", figures.fault());
            return values;
        }
        values.put("small_bytes", figures.smallBytes());
        values.put("p50_us", figures.p50Nanos() / NS_PER_US);
        values.put("p99_us", figures.p99Nanos() / NS_PER_US);
        values.put("large_bytes", figures.largeBytes());
        values.put("depth", figures.depth());
        values.put("gib_per_s", Math.rint(figures.bytesPerSecond() / GIB * 1e6) / 1e6);
        return values;
    }
}
