package org.rankferry.bench.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model of how something grows with the number of nodes n: a + b n + c n^2, none of them negative, with the least
 * squares of relative errors at the measured points. Immutable.
 */
public final class Growth {
    /** The term that n does not change, among those that {@link #within} may use. */
    public static final int CONSTANT = 1;
    /** The term in n. */
    public static final int LINEAR = 2;
    /** The term in n^2. */
    public static final int SQUARE = 4;

    private static final int TERMS = 3;
    private static final double PERCENT = 100;

    private final double[] factors;
    private final double worst;
    private final int points;

    private Growth(final double[] factors, final double worst, final int points) {
        this.factors = factors;
        this.worst = worst;
        this.points = points;
    }

    /**
     * Fits one.
     *
     * @param points values above 0, by n; one or more. With fewer points than terms the first terms do.
     */
    public static Growth of(final Map<Integer, Double> points) {
        return within(points, CONSTANT | LINEAR | SQUARE);
    }

    /**
     * Fits one that has some of the terms.
     *
     * @param points  values above 0, by n; one or more.
     * @param allowed terms, added up: no other is used.
     */
    public static Growth within(final Map<Integer, Double> points, final int allowed) {
        Growth best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int terms = 1; terms < 1 << TERMS; terms++) {
            if (Integer.bitCount(terms) <= points.size() && (terms & ~allowed) == 0) {
                final double[] factors = solve(points, terms);
                final double squares = squares(points, factors);
                if (isPositive(factors) && squares < least) {
                    least = squares;
                    best = new Growth(factors, worst(points, factors), points.size());
                }
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("no model of " + points);
        }
        return best;
    }

    /** What the model says of n nodes. */
    public double at(final int n) {
        return at(factors, n);
    }

    /** How far the model is from a measured point at the worst, in percent of that. */
    public double worstPercent() {
        return worst * PERCENT;
    }

    /** The factor of a term: {@link #CONSTANT}, {@link #LINEAR} or {@link #SQUARE}. */
    public double factor(final int term) {
        return factors[Integer.numberOfTrailingZeros(term)];
    }

    /** Measured points that it was fitted to. */
    public int points() {
        return points;
    }

    /** Whether there were more points than terms: only then does {@link #worstPercent} say anything. */
    public boolean isTested() {
        int terms = 0;
        for (final double factor : factors) {
            terms += factor > 0 ? 1 : 0;
        }
        return points > terms;
    }

    /** In numbers: {@code 0.0021 + 1.2e-05 n + 3.1e-08 n^2}. */
    public String formula() {
        final List<String> parts = new ArrayList<>();
        final List<String> names = List.of("", " n", " n^2");
        for (int term = 0; term < TERMS; term++) {
            if (factors[term] > 0) {
                parts.add(String.format(Locale.ROOT, "%.3g%s", factors[term], names.get(term)));
            }
        }
        return String.join(" + ", parts);
    }

    /** For machines. */
    Map<String, Object> toMap() {
        final Map<String, Object> fields = new TreeMap<>();
        fields.put("a", factors[0]);
        fields.put("b", factors[1]);
        fields.put("c", factors[2]);
        fields.put("worst_percent", worstPercent());
        return fields;
    }

    private static double at(final double[] factors, final double n) {
        return factors[0] + factors[1] * n + factors[2] * n * n;
    }

    private static boolean isPositive(final double[] factors) {
        return factors[0] >= 0 && factors[1] >= 0 && factors[2] >= 0;
    }

    private static double squares(final Map<Integer, Double> points, final double[] factors) {
        return points.entrySet().stream()
            .mapToDouble(point -> Math.pow(at(factors, point.getKey()) / point.getValue() - 1, 2)).sum();
    }

    private static double worst(final Map<Integer, Double> points, final double[] factors) {
        return points.entrySet().stream()
            .mapToDouble(point -> Math.abs(at(factors, point.getKey()) / point.getValue() - 1)).max().orElseThrow();
    }

    /** Least squares of relative errors with some of the terms: the normal equations, solved by elimination. */
    private static double[] solve(final Map<Integer, Double> points, final int terms) {
        final double[][] rows = new double[TERMS][TERMS + 1];
        final double most = points.keySet().stream().mapToInt(Integer::intValue).max().orElseThrow();
        points.forEach((number, value) -> {
            final double n = number / most; // powers of numbers up to 1 are all of one size
            for (int row = 0; row < TERMS; row++) {
                for (int column = 0; column < TERMS; column++) {
                    rows[row][column] += Math.pow(n, row + column) / (value * value);
                }
                rows[row][TERMS] += Math.pow(n, row) / value;
            }
        });
        for (int term = 0; term < TERMS; term++) {
            if ((terms & 1 << term) == 0) {
                for (int other = 0; other < TERMS; other++) {
                    rows[term][other] = 0;
                    rows[other][term] = 0;
                }
                rows[term][term] = 1;
                rows[term][TERMS] = 0;
            }
        }
        for (int pivot = 0; pivot < TERMS; pivot++) {
            for (int row = 0; row < TERMS; row++) {
                if (row != pivot) {
                    final double factor = rows[row][pivot] / rows[pivot][pivot];
                    for (int column = pivot; column <= TERMS; column++) {
                        rows[row][column] -= factor * rows[pivot][column];
                    }
                }
            }
        }
        final double[] factors = new double[TERMS];
        for (int term = 0; term < TERMS; term++) {
            factors[term] = rows[term][TERMS] / rows[term][term] / Math.pow(most, term);
        }
        return factors;
    }
}
