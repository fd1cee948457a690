package org.rankferry.bench;

import java.util.Arrays;
import java.util.Collection;

/** Some measured values, none of which is thrown away. Immutable. */
final class Samples {
    private static final double PERCENT = 100;

    private final double[] sorted;

    private Samples(final double[] sorted) {
        this.sorted = sorted;
    }

    /**
     * Takes values in any order.
     *
     * @param values one or more.
     */
    static Samples of(final Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no value was measured");
        }
        final double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return new Samples(sorted);
    }

    int count() {
        return sorted.length;
    }

    double min() {
        return sorted[0];
    }

    double max() {
        return sorted[sorted.length - 1];
    }

    double mean() {
        return Arrays.stream(sorted).average().orElseThrow();
    }

    /** The middle one, or the mean of the two in the middle. */
    double median() {
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** From the least to the greatest, in percent of the median. */
    double spreadPercent() {
        return median() == 0 ? 0 : (max() - min()) / median() * PERCENT;
    }
}
