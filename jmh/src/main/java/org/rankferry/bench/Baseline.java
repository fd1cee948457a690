package org.rankferry.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.rankferry.bench.scene.BenchCase;
import org.rankferry.engine.api.RdmaOptions;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.transport.rdma.device.RdmaDevice;
import org.rankferry.engine.transport.rdma.device.RdmaDevices;

/** A C program that moves bytes and checks nothing: what a transfer is compared with. */
enum Baseline {
    /** One thread copies into memory that was touched before. */
    MEMCPY("touched"),
    /** {@code send} and {@code recv} over loopback TCP into memory that was touched before. */
    SOCKET("touched"),
    /** {@code process_vm_readv} into memory that was never touched. */
    VMREAD("fresh"),
    /** {@code ib_read_bw} of perftest on the same device, with READs of the same size and as many in flight. */
    IB_READ_BW(null);

    /** A set may be larger than what a baseline can hold twice; beyond this its rate does not change. */
    static final long MOST_BYTES = 1L << 30;
    private static final double GIB = 1L << 30;

    private final String destination;

    Baseline(final String destination) {
        this.destination = destination;
    }

    /** The ones that bound a transport. */
    static List<Baseline> of(final String transport) {
        return switch (transport) {
            case "shm" -> List.of(MEMCPY, VMREAD);
            case "rdma" -> List.of(MEMCPY, SOCKET, IB_READ_BW);
            default -> List.of(MEMCPY, SOCKET);
        };
    }

    /** As the output contract names it. */
    String key() {
        return word() + "_gib_per_s";
    }

    /** In messages. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Runs it, after a warm-up of its own.
     *
     * @param spec    it is compared with.
     * @param plan    the program and the devices.
     * @param repeats by the clock; perftest runs by the clock as a whole, and gives one average.
     * @return GiB/s of each repeat.
     * @throws TransferException when the program fails.
     */
    List<Double> measure(final BenchCase spec, final BenchPlan plan, final int repeats) {
        return this == IB_READ_BW ? List.of(readBandwidth(spec, spec.rdma(plan.source().rdma())))
            : measure(plan.baselineProgram(), spec.bytes(), repeats);
    }

    /** Whether it is about this host alone, and so says nothing about a way to another. */
    boolean ofOneHost() {
        return this == SOCKET || this == VMREAD || this == IB_READ_BW;
    }

    /** Whether a comparison can do without it: a program that others make and may not have installed. */
    boolean optional() {
        return this == IB_READ_BW;
    }

    private static double readBandwidth(final BenchCase spec, final RdmaOptions rdma) {
        final RdmaDevice device = RdmaDevices.read().own(rdma.devices())
            .orElseThrow(() -> new TransferException("no RDMA device has an address"));
        return new PerftestRun(device, spec.chunkBytes(), spec.depth(), rdma.queuePairs()).gibPerSecond();
    }

    private List<Double> measure(final Path program, final long bytes, final int repeats) {
        final long moved = Math.min(bytes, MOST_BYTES);
        final String output = new ProgramRun(program, List.of(
            "--kind", word(), "--destination", destination, "--bytes", Long.toString(moved),
            "--iterations", Integer.toString(repeats), "--json")).output();
        final List<Double> rates = new ArrayList<>();
        try {
            final Map<String, Object> result = JSON.std.mapFrom(output);
            for (final Object seconds : (List<?>) result.get("seconds")) {
                rates.add(moved / GIB / ((Number) seconds).doubleValue());
            }
            return rates;
        } catch (final IOException e) {
            throw new TransferException(program + " answered '" + output.strip() + "', which is not JSON", e);
        }
    }
}
