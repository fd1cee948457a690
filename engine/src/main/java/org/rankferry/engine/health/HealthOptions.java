package org.rankferry.engine.health;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * What tells of the health of a node, and when it counts.
 *
 * @param period      between readings; zero for none at all.
 * @param deadline    for whatever is run to read sensors.
 * @param readings    in a row, until they count.
 * @param sysfs       where that is mounted.
 * @param command     of the site's for the shell, or empty.
 * @param file        of the site's, or null.
 * @param ipmi        how the BMC is reached, or null.
 * @param temperature limit in degrees Celsius, instead of the chips' own.
 * @param corrected   memory errors in an hour that mean that memory fails.
 */
public record HealthOptions(
    Duration period, Duration deadline, int readings, Path sysfs, String command, Path file, IpmiOptions ipmi,
    OptionalDouble temperature, double corrected) {

    /** Checks what would make no sense. */
    public HealthOptions {
        if (period.isNegative()) {
            throw new IllegalArgumentException("--health-period is less than 0; give seconds, or 0 for none");
        }
        if (!deadline.isPositive()) {
            throw new IllegalArgumentException("--health-deadline must be more than 0 seconds");
        }
        if (readings < 1) {
            throw new IllegalArgumentException("--health-readings is " + readings + "; give 1 or more");
        }
        if (!(corrected > 0)) {
            throw new IllegalArgumentException("--health-corrected-errors must be more than 0 in an hour");
        }
    }
}
