package org.rankferry.engine.health;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Errors of memory, as the kernel's EDAC drivers count them since the machine was started.
 *
 * <pre>
 *  devices/system/edac/mc/mc0/ce_count               errors that were corrected
 *  devices/system/edac/mc/mc0/ue_count               errors that were not
 *  devices/system/edac/mc/mc0/dimm0/dimm_ce_count    of one module; csrow0/ce_count with older drivers
 *  devices/system/edac/mc/mc0/dimm0/dimm_label       CPU_SrcID#0_MC#0_Chan#0_DIMM#0
 * </pre>
 *
 * Corrected errors count by their number within the last hour, at half of the limit as a warning. A single error that
 * was not corrected says that memory fails, until the machine is started again or the operator resets the counters.
 */
final class Edac implements SensorSource {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    /** Steps in which the hour moves on. */
    private static final long STEP_NS = TimeUnit.MINUTES.toNanos(1);
    private static final double MARGIN = 0.1;
    private static final String CORRECTED = "ce_count";
    private static final String UNCORRECTED = "ue_count";

    private final Path directory;
    private final double perHour;
    private final Map<String, Deque<Count>> histories = new HashMap<>();

    /** Of corrected errors, at one time. */
    private record Count(long atNs, long errors) {
    }

    /**
     * The memory controllers of a machine.
     *
     * @param sysfs   where that is mounted.
     * @param perHour corrected errors of one controller or module that mean that it fails.
     */
    Edac(final Path sysfs, final double perHour) {
        directory = sysfs.resolve("devices").resolve("system").resolve("edac").resolve("mc");
        this.perHour = perHour;
    }

    /** Whether there is any. */
    boolean isThere() {
        return !SysFile.list(directory, "mc[0-9]*").isEmpty();
    }

    @Override
    public List<Reading> read(final long nowNs) {
        final List<Reading> readings = new ArrayList<>();
        for (final Path controller : SysFile.list(directory, "mc[0-9]*")) {
            final String name = "edac " + controller.getFileName();
            readings.add(corrected(name, controller.resolve(CORRECTED), nowNs));
            readings.add(uncorrected(name, controller.resolve(UNCORRECTED)));
            final List<Path> modules = SysFile.list(controller, "dimm[0-9]*");
            for (final Path module : modules.isEmpty() ? SysFile.list(controller, "csrow[0-9]*") : modules) {
                final String prefix = modules.isEmpty() ? "" : "dimm_";
                final String one =
                    name + " " + SysFile.text(module.resolve("dimm_label")).orElse(module.getFileName().toString());
                readings.add(corrected(one, module.resolve(prefix + CORRECTED), nowNs));
                readings.add(uncorrected(one, module.resolve(prefix + UNCORRECTED)));
            }
        }
        return readings;
    }

    private Reading corrected(final String name, final Path file, final long nowNs) {
        final String sensor = name + " corrected";
        try {
            final long errors = SysFile.required(file);
            final Deque<Count> history = histories.computeIfAbsent(sensor, first -> new ArrayDeque<>());
            if (!history.isEmpty() && errors < history.getLast().errors()) {
                history.clear(); // the operator has reset the counters
            }
            if (history.isEmpty() || nowNs - history.getLast().atNs() >= STEP_NS) {
                history.addLast(new Count(nowNs, errors));
            }
            while (history.size() > 1 && nowNs - history.getFirst().atNs() > HOUR_NS) {
                history.removeFirst();
            }
            return new Limits(perHour / 2, perHour, perHour * MARGIN, " /h")
                .judge(sensor, (double) (errors - history.getFirst().errors()));
        } catch (final IOException e) {
            return Reading.unknown(sensor, sensor + " can't be read: " + e.getMessage());
        }
    }

    private static Reading uncorrected(final String name, final Path file) {
        final String sensor = name + " uncorrected";
        final OptionalLong errors = SysFile.number(file);
        return errors.isEmpty() ? Reading.unknown(sensor, sensor + " can't be read: " + file)
            : new Limits(Double.POSITIVE_INFINITY, 1, 0, "").judge(sensor, (double) errors.getAsLong());
    }
}
