package org.rankferry.engine.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;

import org.rankferry.engine.health.HealthOptions;
import org.rankferry.engine.health.IpmiOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What tells of the health of a node. */
final class HealthFlags {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
        names = "--health-period", paramLabel = "SECONDS", defaultValue = "10",
        description = "Time between readings; 0: the node is not watched (default: ${DEFAULT-VALUE}).")
    private double periodSeconds;

    @Option(
        names = "--health-readings", paramLabel = "N", defaultValue = "3",
        description = "Readings in a row until one counts (default: ${DEFAULT-VALUE}).")
    private int readings;

    @Option(
        names = "--health-deadline", paramLabel = "SECONDS", defaultValue = "10",
        description = "For the health command, and for ipmitool (default: ${DEFAULT-VALUE}).")
    private double deadlineSeconds;

    @Option(
        names = "--health-command", paramLabel = "CMD", defaultValue = "",
        description = "Command of the shell; exit code 0: the node is well; 1: it will fail soon, with the reason in"
            + " the first line of standard output; else nothing is known.")
    private String command;

    @Option(
        names = "--health-file", paramLabel = "FILE",
        description = "File that begins with ok, warning or failing, and the reason.")
    private Path file;

    @Option(
        names = "--health-ipmi", paramLabel = "BMC", defaultValue = IpmiOptions.OFF,
        description = "Sensors of a BMC, by ipmitool: off, local, or HOST[:PORT] (default: ${DEFAULT-VALUE}).")
    private String ipmi;

    @Option(
        names = "--health-ipmi-user", paramLabel = "USER", defaultValue = "",
        description = "User of the BMC of that host.")
    private String ipmiUser;

    @Option(
        names = "--health-ipmi-password-file", paramLabel = "FILE",
        description = "The user's password, in the first line.")
    private Path ipmiPasswordFile;

    @Option(
        names = "--health-ipmi-suite", paramLabel = "N", defaultValue = "-1",
        description = "Cipher suite of the BMC (default: the best that it has).")
    private int ipmiSuite;

    @Option(
        names = "--health-temperature", paramLabel = "CELSIUS",
        description = "Limit for all temperatures (default: limits of the chips).")
    private Double temperature;

    @Option(
        names = "--health-corrected-errors", paramLabel = "PER_HOUR", defaultValue = "100",
        description = "Corrected memory errors of a module in an hour (default: ${DEFAULT-VALUE}).")
    private double corrected;

    @Option(
        names = "--health-sysfs", paramLabel = "DIR", defaultValue = "/sys",
        description = "Where the kernel's sensors are, in a container the host's (default: ${DEFAULT-VALUE}).")
    private Path sysfs;

    /** Checked. */
    HealthOptions options() {
        try {
            return new HealthOptions(
                seconds(periodSeconds), seconds(deadlineSeconds), readings, sysfs, command, file,
                ipmi.equals(IpmiOptions.OFF) ? null : new IpmiOptions(ipmi, ipmiUser, ipmiPasswordFile, ipmiSuite),
                temperature == null ? OptionalDouble.empty() : OptionalDouble.of(temperature), corrected);
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private static Duration seconds(final double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
