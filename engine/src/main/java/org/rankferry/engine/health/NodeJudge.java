package org.rankferry.engine.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the health of a node of the readings of its sensors: that of the worst. Used by one thread. */
final class NodeJudge {
    private final int needed;
    private final Map<String, SensorState> states = new LinkedHashMap<>();

    /**
     * Of a node whose sensors have not been read.
     *
     * @param needed readings in a row until one counts, 1 or more.
     */
    NodeJudge(final int needed) {
        this.needed = needed;
    }

    /** All sensors were read; one that was there before and is not now has ceased to work. */
    NodeHealth onReadings(final List<Reading> readings) {
        final Map<String, Reading> told = new LinkedHashMap<>();
        readings.forEach(reading -> told.put(reading.sensor(), reading));
        told.keySet().forEach(
            sensor -> states.computeIfAbsent(sensor, first -> new SensorState(sensor, needed)));
        states.forEach((sensor, state) -> state.onReading(
            told.getOrDefault(sensor, Reading.unknown(sensor, sensor + " can't be read any more"))));
        SensorState worst = null;
        for (final SensorState state : states.values()) {
            if (worst == null || state.health().compareTo(worst.health()) > 0) {
                worst = state;
            }
        }
        return worst == null ? NodeHealth.UNWATCHED : new NodeHealth(worst.health(), worst.reason());
    }
}
