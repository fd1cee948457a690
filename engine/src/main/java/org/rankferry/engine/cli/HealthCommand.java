package org.rankferry.engine.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import org.rankferry.engine.health.HealthSensors;
import org.rankferry.engine.health.Reading;
import org.rankferry.engine.observe.ResultJson;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rankferry health}: what an agent with these options would see on this host. */
@Command(
    name = "health",
    description = "Reads the sensors of this host once, and shows what an agent with the same options would see.",
    footer = {
        "", "What a sensor is worth here counts for an agent when it has read so several times in a row.", "",
        "Examples:", "  rankferry health", "  rankferry health --health-ipmi local --health-temperature 85",
        "  rankferry health --health-command /opt/site/predict --json -"})
final class HealthCommand implements Callable<Integer> {
    private static final String ROW = "%-36s  %-18s  %-16s  %-8s  %s%n";
    private static final String THIS_NODE = "localhost";

    @Mixin
    private JsonFlag json;

    @Mixin
    private HealthFlags flags;

    @Override
    public Integer call() {
        final List<Reading> readings = new HealthSensors(flags.options(), THIS_NODE).read();
        final PrintWriter out = json.text();
        if (readings.isEmpty()) {
            out.println("no sensors: this host has neither hwmon nor EDAC; --health-ipmi, --health-file and"
                + " --health-command add some");
        } else {
            out.printf(ROW, "sensor", "value", "limit", "health", "reason");
        }
        final List<Map<String, Object>> sensors = new ArrayList<>();
        for (final Reading reading : readings) {
            out.printf(
                ROW, reading.sensor(), reading.value(), reading.limit(), reading.raised().word(), reading.reason());
            sensors.add(fields(reading));
        }
        out.flush();
        json.write(ResultJson.ofChecks("health", Map.of("sensors", sensors)));
        return CommandLine.ExitCode.OK;
    }

    private static Map<String, Object> fields(final Reading reading) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("sensor", reading.sensor());
        fields.put("value", reading.value());
        fields.put("limit", reading.limit());
        fields.put("health", reading.raised().word());
        fields.put("reason", reading.reason());
        return fields;
    }
}
