package org.rankferry.bench;

import java.nio.file.Path;

import org.rankferry.engine.api.RdmaOptions;

/**
 * How each configuration is measured.
 *
 * @param iterations      measured image sets.
 * @param warmup          image sets moved before, which count for nothing.
 * @param content         that the ranks write.
 * @param baseline        whether baselines are taken between the sets.
 * @param seed            of the content.
 * @param rdma            how {@code rdma} uses the devices.
 * @param directory       for images of the file store, else null.
 * @param rankProgram     {@code rankferry-rank}.
 * @param baselineProgram {@code rankferry-baseline}.
 */
record BenchPlan(
    int iterations, int warmup, BenchContent content, boolean baseline, long seed, RdmaOptions rdma, Path directory,
    Path rankProgram, Path baselineProgram) {
    /** Whether every set's content is compared, outside the timed part. */
    boolean check() {
        return content == BenchContent.CHECKED;
    }
}
