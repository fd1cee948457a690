package org.rankferry.engine.health;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Temperatures, as the kernel's hwmon drivers tell them.
 *
 * <pre>
 *  class/hwmon/hwmon0/name         k10temp
 *  class/hwmon/hwmon0/temp1_input  45500      thousandths of a degree Celsius
 *  class/hwmon/hwmon0/temp1_label  Tctl       where the chip has names for its sensors
 *  class/hwmon/hwmon0/temp1_max    80000      where the chip has limits: high, ...
 *  class/hwmon/hwmon0/temp1_crit   95000      ... and critical
 * </pre>
 *
 * A limit of the site replaces the chip's. Limits that no machine has, such as 0 or 65261 degrees, are what a chip
 * tells that has none.
 */
final class Hwmon implements SensorSource {
    private static final String INPUT = "_input";
    private static final double THOUSANDTHS = 1000;
    private static final double MARGIN = 3;
    private static final double WARNED_BEFORE = 5;
    private static final double LOWEST_LIMIT = 20;
    private static final double HIGHEST_LIMIT = 150;

    private final Path directory;
    private final OptionalDouble limit;

    /**
     * The sensors of a machine.
     *
     * @param sysfs where that is mounted.
     * @param limit in degrees Celsius for all of them, instead of the chips' own.
     */
    Hwmon(final Path sysfs, final OptionalDouble limit) {
        directory = sysfs.resolve("class").resolve("hwmon");
        this.limit = limit;
    }

    /** Whether there is any. */
    boolean isThere() {
        return SysFile.list(directory, "hwmon*").stream()
            .anyMatch(chip -> !SysFile.list(chip, "temp*" + INPUT).isEmpty());
    }

    @Override
    public List<Reading> read(final long nowNs) {
        final List<Reading> readings = new ArrayList<>();
        for (final Path chip : SysFile.list(directory, "hwmon*")) {
            final String name = SysFile.text(chip.resolve("name")).orElse("?") + "-"
                + chip.getFileName().toString().replaceAll("\\D", "");
            for (final Path input : SysFile.list(chip, "temp*" + INPUT)) {
                readings.add(read(chip, name, input));
            }
        }
        return readings;
    }

    private Reading read(final Path chip, final String name, final Path input) {
        final String prefix = input.getFileName().toString().replace(INPUT, "");
        final String sensor =
            "hwmon " + name + " " + SysFile.text(chip.resolve(prefix + "_label")).orElse(prefix);
        final double degrees;
        try {
            degrees = SysFile.required(input) / THOUSANDTHS;
        } catch (final IOException e) {
            return Reading.unknown(sensor, sensor + " can't be read: " + e.getMessage());
        }
        final double failing = limit.orElseGet(() -> limit(chip.resolve(prefix + "_crit")));
        final double warning = limit.isPresent() ? failing - WARNED_BEFORE : limit(chip.resolve(prefix + "_max"));
        return new Limits(Math.min(warning, failing), failing, MARGIN, " C").judge(sensor, degrees);
    }

    private static double limit(final Path file) {
        final OptionalLong told = SysFile.number(file);
        final double degrees = told.isPresent() ? told.getAsLong() / THOUSANDTHS : Double.POSITIVE_INFINITY;
        return degrees >= LOWEST_LIMIT && degrees <= HIGHEST_LIMIT ? degrees : Double.POSITIVE_INFINITY;
    }
}
