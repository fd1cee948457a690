package org.rankferry.engine.health;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The sensors of a BMC, by {@code ipmitool}. Limits and margins are the BMC's own, which says for each sensor whether
 * it is beyond one: not critical (a warning), critical or not recoverable (it fails).
 *
 * <pre>
 *  CPU 1 Temp,90,degrees C,ucr
 *  Fan 2,,RPM,ns                 no reading: what it would measure is not there
 * </pre>
 */
final class Ipmi implements SensorSource {
    private static final String SENSOR = "ipmi";
    private static final int FIELDS = 4;

    private final List<String> command;
    private final String host;
    private final Duration deadline;

    /**
     * The sensors of one BMC.
     *
     * @param deadline for reading all of them.
     */
    Ipmi(final IpmiOptions options, final Duration deadline) {
        command = new ArrayList<>(List.of("ipmitool"));
        command.addAll(options.words());
        command.addAll(List.of("-c", "sdr", "list", "full"));
        host = options.host();
        this.deadline = deadline;
    }

    @Override
    public List<Reading> read(final long nowNs) {
        try {
            final ChildRun run = ChildRun.of(command, Map.of(), deadline);
            final List<Reading> readings = parse(run.out());
            // One sensor that can't be read spoils the exit code, not the others.
            return run.code() == 0 || readings.size() > 1 ? readings : broken(run.fault());
        } catch (final IOException e) {
            return broken(e.getMessage());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return broken("interrupted");
        }
    }

    static List<Reading> parse(final String lines) {
        final List<Reading> readings = new ArrayList<>();
        readings.add(Reading.plain(SENSOR, "answers", "", Health.OK, ""));
        for (final String line : lines.lines().toList()) {
            final String[] fields = line.split(",", -1);
            if (fields.length >= FIELDS) {
                add(readings, fields);
            }
        }
        return readings;
    }

    private static void add(final List<Reading> readings, final String[] fields) {
        final String state = fields[3].strip();
        final Health health = health(state);
        if (health != Health.UNKNOWN) {
            final String sensor = SENSOR + " " + fields[0].strip();
            final String value = (fields[1] + " " + fields[2]).strip();
            readings.add(Reading.plain(sensor, value, "of the BMC", health,
                health == Health.OK ? "" : sensor + " is at " + value + ", " + name(state) + " to the BMC"));
        }
    }

    /** Of a state such as {@code ok}, {@code nc}, {@code ucr} or {@code lnr}; unknown when there is no reading. */
    private static Health health(final String state) {
        if (state.equals("ok")) {
            return Health.OK;
        }
        if (state.endsWith("nc")) {
            return Health.WARNING;
        }
        return state.endsWith("cr") || state.endsWith("nr") ? Health.FAILING : Health.UNKNOWN;
    }

    private static String name(final String state) {
        return state.endsWith("nc") ? "not critical" : state.endsWith("cr") ? "critical" : "not recoverable";
    }

    private List<Reading> broken(final String why) {
        return List.of(Reading.unknown(SENSOR, "sensors of BMC " + host + " can't be read: " + why));
    }
}
