package org.rankferry.bench;

import java.util.List;
import java.util.Map;

import org.rankferry.bench.measure.Samples;
import org.rankferry.bench.peer.Peer;
import org.rankferry.bench.scene.BenchCase;
import org.rankferry.bench.scene.BenchScene.Moved;
import org.rankferry.bench.scene.SetCost;
import org.rankferry.engine.observe.ChunkLatencies;
import org.rankferry.engine.observe.ResultJson;

/**
 * What was measured of one configuration. Rates are GiB (2^30 bytes) per second.
 *
 * @param spec            the configuration.
 * @param plan            how it was measured.
 * @param last            the last set.
 * @param rates           of each set, from asking the ranks to Committed.
 * @param average         of all sets: bytes of all over the time of all.
 * @param cost            of a set, in CPU seconds.
 * @param times           beside the transfers.
 * @param latencies       of the chunks of all sets, from READY to done at the source.
 * @param targetLatencies of the same chunks, from the advertisement to verified at the target.
 * @param retries         READs repeated.
 * @param baselines       taken between the sets.
 * @param peers           other tools, between the sets.
 * @param allocation      of both agents per chunk.
 * @param waits           of each set: the longest wait of a rank for free chunks over the median of all ranks.
 * @param missing         baselines and tools that could not be taken and why, a line each.
 * @param verify          {@code ok}, or what was wrong.
 */
record BenchResult(
    BenchCase spec, BenchPlan plan, Moved last, Samples rates, double average, SetCost cost, Times times,
    ChunkLatencies latencies, ChunkLatencies targetLatencies, long retries, Map<Baseline, Samples> baselines,
    Map<Peer, Samples> peers, AllocationProbe.Slopes allocation, Samples waits, List<String> missing, String verify) {

    private static final double GIB = 1L << 30;

    /**
     * Seconds that do not count as transfer.
     *
     * @param source        until the source was ready, {@code sourcePrepare} included.
     * @param sourcePrepare to make and to register the chunk pool.
     * @param target        until the target was ready, {@code targetPrepare} included.
     * @param targetPrepare to touch and to register the memory for images.
     * @param verify        for digests and the commit of a set, which are part of its transfer; the median.
     * @param check         to compare a set with what was written, on average.
     */
    record Times(
        double source, double sourcePrepare, double target, double targetPrepare, double verify, double check) {
    }

    boolean ok() {
        return verify.equals(ResultJson.VERIFY_OK) || !plan.check();
    }

    /** GiB of a set. */
    double gib() {
        return spec.bytes() / GIB;
    }

    /** CPU seconds of everybody for a GiB. */
    SetCost costPerGib() {
        return cost.per(gib());
    }
}
