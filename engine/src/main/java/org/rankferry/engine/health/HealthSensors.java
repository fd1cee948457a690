package org.rankferry.engine.health;

import java.util.ArrayList;
import java.util.List;

/** Everything that tells of the health of this machine. One thread; reading may take a while. */
public final class HealthSensors {
    private final List<SensorSource> sources = new ArrayList<>();

    /**
     * Looks for what there is.
     *
     * @param options what to look for.
     * @param node    the name of this one.
     */
    public HealthSensors(final HealthOptions options, final String node) {
        final Hwmon hwmon = new Hwmon(options.sysfs(), options.temperature());
        if (hwmon.isThere()) {
            sources.add(hwmon);
        }
        final Edac edac = new Edac(options.sysfs(), options.corrected());
        if (edac.isThere()) {
            sources.add(edac);
        }
        if (options.ipmi() != null) {
            sources.add(new Ipmi(options.ipmi(), options.deadline()));
        }
        if (options.file() != null) {
            sources.add(new SiteFile(options.file()));
        }
        if (!options.command().isEmpty()) {
            sources.add(new SiteCommand(options.command(), node, options.deadline()));
        }
    }

    /** Whether there is nothing to read. */
    public boolean isEmpty() {
        return sources.isEmpty();
    }

    /** Reads all. */
    public List<Reading> read() {
        final long nowNs = System.nanoTime();
        final List<Reading> readings = new ArrayList<>();
        sources.forEach(source -> readings.addAll(source.read(nowNs)));
        return readings;
    }
}
