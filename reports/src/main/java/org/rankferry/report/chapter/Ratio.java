package org.rankferry.report.chapter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

import org.rankferry.report.results.Range;
import org.rankferry.report.results.RunGroup;
import org.rankferry.report.results.StrategyRun;

/**
 * How much longer one configuration takes than another.
 *
 * @param range  of the ratios.
 * @param paired of runs of the same round each, which saw the same machine; otherwise this is the ratio of the medians,
 *               whose spread is not known.
 */
record Ratio(Range range, boolean paired) {
    /** Of a figure of two configurations; nothing when one of them does not have it. */
    static Optional<Ratio> of(
        final RunGroup upper, final Function<StrategyRun, OptionalDouble> ofUpper, final RunGroup lower,
        final Function<StrategyRun, OptionalDouble> ofLower) {

        final Map<String, Double> below = new HashMap<>();
        lower.runs().forEach(run -> ofLower.apply(run).ifPresent(value -> {
            if (!run.roundKey().isEmpty() && value > 0) {
                below.put(run.roundKey(), value);
            }
        }));
        final List<Double> ratios = new ArrayList<>();
        upper.runs().forEach(run -> ofUpper.apply(run).ifPresent(value -> {
            final Double divisor = below.get(run.roundKey());
            if (divisor != null) {
                ratios.add(value / divisor);
            }
        }));
        if (!ratios.isEmpty()) {
            return Optional.of(new Ratio(Range.of(ratios), true));
        }
        final Optional<Range> above = upper.range(run -> boxed(ofUpper.apply(run)));
        final Optional<Range> under = lower.range(run -> boxed(ofLower.apply(run)));
        if (above.isEmpty() || under.isEmpty() || under.get().median() <= 0) {
            return Optional.empty();
        }
        final double ratio = above.get().median() / under.get().median();
        return Optional.of(new Ratio(new Range(ratio, ratio, ratio, 0), false));
    }

    /** Of the totals. */
    static Optional<Ratio> ofTotals(final RunGroup upper, final RunGroup lower) {
        return of(upper, Ratio::total, lower, Ratio::total);
    }

    /** Of the total without the restart, to a total. */
    static Optional<Ratio> ofCheckpoint(final RunGroup upper, final RunGroup lower) {
        return of(upper, run -> {
            final Double restart = run.phases().get("restart");
            final OptionalDouble total = total(run);
            return restart == null || total.isEmpty() ? OptionalDouble.empty()
                : OptionalDouble.of(total.getAsDouble() - restart);
        }, lower, Ratio::total);
    }

    private static OptionalDouble total(final StrategyRun run) {
        final Double total = run.phases().get(StrategyRun.TOTAL);
        return total == null ? OptionalDouble.empty() : OptionalDouble.of(total);
    }

    private static Double boxed(final OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
