package org.rankferry.engine.observe;

import java.util.List;
import java.util.Locale;

/** Numbers as people read them: binary sizes, rates and times, the same in every language setting. */
public final class Units {
    private static final List<String> SIZES = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");
    private static final int STEP = 1024;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3600;

    private Units() {
    }

    /** For example {@code 512 B}, {@code 21.3 MiB}, {@code 1.2 GiB}. */
    public static String bytes(final long bytes) {
        return scaled((double) bytes);
    }

    private static String scaled(final double bytes) {
        double value = bytes;
        int unit = 0;
        // 1023.96 would print as 1024.0 of the smaller unit.
        while (Math.abs(value) >= STEP - 0.05 && unit < SIZES.size() - 1) {
            value /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, SIZES.get(unit));
    }

    /** For example {@code 3.1 GiB/s}. */
    public static String rate(final double bytesPerSecond) {
        return scaled(bytesPerSecond) + "/s";
    }

    /** For example {@code 0.1 s}, {@code 42 s}, {@code 3 m 07 s}, {@code 2 h 05 m}. */
    public static String seconds(final double seconds) {
        if (seconds < 9.95) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        final long whole = Math.round(seconds);
        if (whole < SECONDS_PER_MINUTE) {
            return whole + " s";
        }
        if (whole < SECONDS_PER_HOUR) {
            return String.format(Locale.ROOT, "%d m %02d s", whole / SECONDS_PER_MINUTE, whole % SECONDS_PER_MINUTE);
        }
        return String.format(
            Locale.ROOT, "%d h %02d m", whole / SECONDS_PER_HOUR, whole % SECONDS_PER_HOUR / SECONDS_PER_MINUTE);
    }
}
