package org.rankferry.bench.measure;

import java.util.Arrays;
import java.util.Collection;

/** Some measured values, none of which is thrown away. Immutable. */
public final class Samples {
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
    public static Samples of(final Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no value was measured");
        }
        final double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return new Samples(sorted);
    }

    /** How many. */
    public int count() {
        return sorted.length;
    }

    /** The least. */
    public double min() {
        return sorted[0];
    }

    /** The greatest. */
    public double max() {
        return sorted[sorted.length - 1];
    }

    /** Their mean. */
    public double mean() {
        return Arrays.stream(sorted).average().orElseThrow();
    }

    /** The middle one, or the mean of the two in the middle. */
    public double median() {
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** From the least to the greatest, in percent of the median. */
    public double spreadPercent() {
        return median() == 0 ? 0 : (max() - min()) / median() * PERCENT;
    }
}
