package org.rankferry.engine.cli;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankferry.engine.cli.Run.run;

class HealthCommandTest {
    @TempDir
    private Path root;

    @Test
    void aTableOfWhatAnAgentWouldSee() throws Exception {
        final Path chip = Files.createDirectories(root.resolve("class/hwmon/hwmon0"));
        Files.writeString(chip.resolve("name"), "k10temp\n");
        Files.writeString(chip.resolve("temp1_input"), "71250\n");
        final Run table = run("health", "--health-sysfs", root.toString(), "--health-temperature", "70",
            "--health-command", "echo quiet");
        assertEquals(0, table.code(), table.err());
        assertEquals("""
            sensor value limit health reason
            hwmon k10temp-0 temp1 71.3 C 65 C, 70 C failing hwmon k10temp-0 temp1 is at 71.3 C, limit 70 C
            command quiet none ok
            """, table.out().replaceAll(" +", " ").replace(" \n", "\n"));
        final Run json = run("health", "--health-sysfs", root.toString(), "--json", "-");
        assertTrue(json.out().contains("\"sensor\" : \"hwmon k10temp-0 temp1\"")
            && json.out().contains("\"limit\" : \"none\"") && json.out().contains("\"health\" : \"ok\""), json.out());
    }

    @Test
    void aHostWithoutSensors() {
        final Run none = run("health", "--health-sysfs", root.toString());
        assertEquals(0, none.code());
        assertTrue(none.out().startsWith("no sensors: this host has neither hwmon nor EDAC; "), none.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--health-period -1             | --health-period is less than 0; give seconds, or 0 for none",
        "--health-deadline 0            | --health-deadline must be more than 0 seconds",
        "--health-readings 0            | --health-readings is 0; give 1 or more",
        "--health-corrected-errors NaN  | --health-corrected-errors must be more than 0 in an hour"})
    void wrongUsageIsOneLineAndCode2(final String arguments, final String text) {
        final Run run = run(("health " + arguments.strip()).split(" +"));
        run.assertOneLine(2);
        assertTrue(run.err().contains(text), run.err());
    }
}
