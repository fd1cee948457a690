package org.rankferry.report.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast something carries bytes.
 *
 * @param name           as it was given.
 * @param bytesPerSecond above 0.
 */
public record Rate(String name, double bytesPerSecond) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?)([MGT])");
    private static final double BITS = 8;

    /** A link: {@code 100G} is 100 gigabits a second. */
    public static Rate ofBits(final String text) {
        return new Rate(text, value(text, "bits") / BITS);
    }

    /** A disk: {@code 2G} is 2 gigabytes a second. */
    public static Rate ofBytes(final String text) {
        return new Rate(text, value(text, "bytes"));
    }

    private static double value(final String text, final String unit) {
        final Matcher matcher = TEXT.matcher(text);
        final double number = matcher.matches() ? Double.parseDouble(matcher.group(1)) : 0;
        if (number <= 0) {
            throw new IllegalArgumentException(
                "'" + text + "' is no rate; give " + unit + " a second above 0 with suffix M, G or T, for example"
                    + " 100G");
        }
        return number * switch (matcher.group(2)) {
            case "M" -> 1e6;
            case "G" -> 1e9;
            default -> 1e12;
        };
    }
}
