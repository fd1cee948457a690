package org.rankferry.engine.doctor;

import java.util.List;
import java.util.function.Function;

import org.rankferry.engine.observe.Units;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.engine.transport.rdma.Footprint;
import org.rankferry.engine.transport.rdma.device.DeviceLimits;

/**
 * {@code limits}: what a device allows against what the transport will ask of it.
 *
 * @param examined  devices.
 * @param questions with the sizes.
 * @param limits    of a device, by its name.
 */
record LimitsCheck(Examined examined, Questions questions, Function<String, DeviceLimits> limits) implements Check {
    static final String NAME = "limits";

    /** Fewer leave the link idle between the end of one READ and the begin of the next. */
    private static final int FEW_READS = 4;
    /** Each source has one connection for frames at its target, and one or more for READs. */
    private static final int FEW_CONNECTIONS = 4;

    @Override
    public List<Finding> look() {
        return examined.usable().stream().map(device -> look(device.name())).toList();
    }

    private Finding look(final String device) {
        final DeviceLimits has;
        try {
            has = limits.apply(device);
        } catch (final TransportException e) {
            return Finding.fail(NAME, e);
        }
        final int reads = Math.min(has.mostReads(), Footprint.MOST_READS);
        final int connections =
            Math.min(has.mostCompletions(), Footprint.MOST_COMPLETIONS) / Footprint.completions(Math.max(1, reads));
        final String found = device + ": READ depth " + reads + ", regions up to " + size(has.mostRegionBytes())
            + ", completion queue of " + has.mostCompletions() + " for " + connections + " connections";
        final long region = Math.max(
            Math.min(questions.poolBytes(), Footprint.MOST_REGION_BYTES),
            Math.min(questions.imageBytes().orElse(Footprint.MOST_SLAB_BYTES), Footprint.MOST_SLAB_BYTES));
        if (Long.compareUnsigned(has.mostRegionBytes(), region) < 0) {
            return Finding.fail(
                NAME, found + "; the transport registers " + Units.bytes(region) + " at a time",
                "give a smaller --pool and smaller streams, or another device with --device");
        }
        if (reads < 1) {
            return Finding.fail(NAME, found + "; it can't READ", "use another device, or --transport tcp");
        }
        if (connections < 1 || has.mostPieces() < Footprint.PIECES) {
            return Finding.fail(
                NAME, found + ", " + has.mostPieces() + " pieces per request; that is too little for one connection",
                "use another device, or --transport tcp");
        }
        if (reads < FEW_READS || connections < FEW_CONNECTIONS) {
            return Finding.warn(
                NAME, found + "; few", "use several devices with --device A,B, or another device");
        }
        return Finding.ok(NAME, found);
    }

    /** Unsigned, and often all ones. */
    private static String size(final long bytes) {
        return bytes < 0 || bytes == Long.MAX_VALUE ? "any size" : Units.bytes(bytes);
    }
}
