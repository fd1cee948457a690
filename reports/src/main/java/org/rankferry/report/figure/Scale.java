package org.rankferry.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Where values lie on an axis.
 *
 * @param least       value at {@code from}.
 * @param most        value at {@code to}.
 * @param from        pixel.
 * @param to          pixel.
 * @param logarithmic or linear.
 */
record Scale(double least, double most, double from, double to, boolean logarithmic) {
    private static final double[] STEPS = {1, 2, 2.5, 5, 10};
    private static final double PIXELS_PER_TICK = 62;
    private static final double PIXELS_PER_TICK_UPWARDS = 40;
    private static final double FEW_DECADES = 2.2;

    /** A value and what is written beside it. */
    record Tick(double value, String label) {
    }

    /** From 0 to a value at least. */
    static Scale linear(final double most, final double from, final double to) {
        return new Scale(0, most > 0 ? most : 1, from, to, false);
    }

    /** Between powers of ten, or halves and fifths of them where there are few, that hold both values, above 0. */
    static Scale decades(final double least, final double most, final double from, final double to) {
        final double low = Math.pow(10, Math.floor(Math.log10(least) + 1e-9));
        final double high = Math.pow(10, Math.ceil(Math.log10(most) - 1e-9));
        final double top = high > low ? high : low * 10;
        if (Math.log10(top / low) >= FEW_DECADES) {
            return new Scale(low, top, from, to, true);
        }
        final double below = least >= low * 5 ? low * 5 : least >= low * 2 ? low * 2 : low;
        final double above = most <= top / 5 ? top / 5 : most <= top / 2 ? top / 2 : top;
        return new Scale(below, above > below ? above : below * 10, from, to, true);
    }

    double at(final double value) {
        final double part = logarithmic ? Math.log(Math.max(value, least) / least) / Math.log(most / least)
            : (value - least) / (most - least);
        return from + part * (to - from);
    }

    List<Tick> ticks(final DoubleFunction<String> label) {
        final List<Tick> ticks = new ArrayList<>();
        if (logarithmic) {
            final double decades = Math.log10(most / least);
            final int every = Math.max(1, (int) Math.ceil(decades * room() / Math.abs(to - from)));
            final double[] steps = decades < FEW_DECADES ? new double[] {1, 2, 5} : new double[] {1};
            int count = 0;
            final double first = Math.pow(10, Math.floor(Math.log10(least) + 1e-9));
            for (double value = first; value <= most * 1.0001; value *= 10) {
                for (final double step : count++ % every == 0 ? steps : new double[0]) {
                    if (value * step >= least * 0.9999 && value * step <= most * 1.0001) {
                        ticks.add(new Tick(value * step, label.apply(value * step)));
                    }
                }
            }
            return ticks;
        }
        final double step = step(most / Math.max(2, Math.floor(Math.abs(to - from) / room())));
        for (int i = 0; i * step <= most * 1.0001; i++) {
            ticks.add(new Tick(i * step, label.apply(i * step)));
        }
        return ticks;
    }

    private double room() {
        return from > to ? PIXELS_PER_TICK_UPWARDS : PIXELS_PER_TICK;
    }

    private static double step(final double least) {
        final double decade = Math.pow(10, Math.floor(Math.log10(least)));
        for (final double step : STEPS) {
            if (step * decade >= least * 0.9999) {
                return step * decade;
            }
        }
        return 10 * decade;
    }
}
