package org.rankferry.report.figure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

import org.rankferry.report.results.Range;

/** Numbers as people read them: three digits that count, never an exponent. */
public final class Numbers {
    private static final int DIGITS = 3;
    private static final double THOUSAND = 1000;

    private Numbers() {
    }

    /** For example {@code 0.0442}, {@code 12.9}, {@code 1,363}. */
    public static String of(final double value) {
        if (Math.abs(value) >= THOUSAND) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        final BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS, RoundingMode.HALF_EVEN));
        return value == 0 ? "0" : rounded.toPlainString();
    }

    /** Without zeroes at the end, as others gave it and as axes have it: {@code 0.5}, {@code 20}. */
    public static String plain(final double value) {
        if (value == 0) {
            return "0";
        }
        final BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS, RoundingMode.HALF_EVEN));
        final String plain = rounded.stripTrailingZeros().toPlainString();
        return Math.abs(value) >= THOUSAND ? String.format(Locale.ROOT, "%,.0f", value) : plain;
    }

    /** With k and M: {@code 10k}, {@code 1M}. */
    public static String compact(final double value) {
        return value >= 1e6 ? plain(value / 1e6) + "M" : value >= 1e4 ? plain(value / 1e3) + "k" : plain(value);
    }

    /** Bytes in powers of two where they are such: {@code 64 KiB}. */
    public static String bytes(final long bytes) {
        final long mib = 1L << 20;
        return bytes >= mib && bytes % mib == 0 ? (bytes >> 20) + " MiB"
            : bytes >= 1024 && bytes % 1024 == 0 ? (bytes >> 10) + " KiB" : bytes + " bytes";
    }

    /** A median with from and to and how many, where there is more than one: {@code 0.81 s (0.61–2.34, n = 7)}. */
    public static String of(final Range range, final String unit) {
        return of(range.median()) + unit + spread(range);
    }

    /** From, to and how many. */
    public static String spread(final Range range) {
        if (range.count() == 1) {
            return " (n\u00a0=\u00a01)";
        }
        return range.min() == range.max() && range.count() == 0 ? ""
            : " (" + of(range.min()) + "–" + of(range.max())
            + (range.count() > 0 ? ", n\u00a0=\u00a0" + range.count() : "") + ")";
    }
}
