package org.rankferry.report.results;

import java.util.Collection;
import java.util.OptionalDouble;

import org.rankferry.bench.measure.Samples;

/**
 * A median and how far the values lie apart.
 *
 * @param median of the values.
 * @param min    the least.
 * @param max    the greatest.
 * @param count  of the values, or 0 where the file does not tell.
 */
public record Range(double median, double min, double max, int count) {
    /** Of measured values, one or more. */
    public static Range of(final Collection<Double> values) {
        final Samples samples = Samples.of(values);
        return new Range(samples.median(), samples.min(), samples.max(), samples.count());
    }

    /** Of an object with {@code median}, {@code min} and {@code max}, or of a bare number; null when it is neither. */
    static Range read(final Fields of, final String key, final int count) {
        final OptionalDouble bare = of.number(key);
        if (bare.isPresent()) {
            return new Range(bare.getAsDouble(), bare.getAsDouble(), bare.getAsDouble(), count);
        }
        final Fields range = of.object(key);
        final OptionalDouble median = range.number("median");
        return median.isEmpty() ? null : new Range(
            median.getAsDouble(), range.number("min").orElse(median.getAsDouble()),
            range.number("max").orElse(median.getAsDouble()), count);
    }
}
