package org.rankferry.bench;

import java.nio.file.Path;

/**
 * How each configuration is measured.
 *
 * @param iterations measured image sets.
 * @param warmup     image sets moved before, which count for nothing.
 * @param check      whether the content of every set is compared, outside the timed part.
 * @param baseline   whether baselines are taken between the sets.
 * @param seed       of the content.
 * @param directory  for images of the file store.
 * @param programs   directory of the C programs.
 */
record BenchPlan(
    int iterations, int warmup, boolean check, boolean baseline, long seed, Path directory, Path programs) {

    Path rankProgram() {
        return programs.resolve("rankferry-rank");
    }

    Path baselineProgram() {
        return programs.resolve("rankferry-baseline");
    }
}
