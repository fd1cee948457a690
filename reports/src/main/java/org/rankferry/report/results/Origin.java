package org.rankferry.report.results;

/**
 * Where a result is from.
 *
 * @param file        as it was given.
 * @param version     of the tool that measured.
 * @param commandLine exact, or how little is known of it.
 * @param machine     it was measured on.
 * @param seed        of contents and orders; empty where the file has none.
 * @param startedAt   ISO 8601; empty where the file has none.
 * @param runId       of the run it is part of; empty where the file has none.
 */
public record Origin(
    String file, String version, String commandLine, Machine machine, String seed, String startedAt, String runId) {

    /**
     * A machine as results tell of it.
     *
     * @param cpu    model.
     * @param cores  that the process might use.
     * @param kernel name and release.
     * @param jvm    name and version.
     * @param device of the transport.
     */
    public record Machine(String cpu, String cores, String kernel, String jvm, String device) {
        /** Processor, cores and kernel: two results with the same of these were taken on like machines. */
        public String identity() {
            return cpu + ", " + cores + " cores, " + kernel;
        }
    }

    static Origin of(final String file, final Fields result) {
        final Fields environment = result.object("environment");
        final String line = result.text("command_line");
        return new Origin(
            file, result.text("version"),
            line.isEmpty() ? "rankferry " + result.text("command") + " (the file does not have the whole line)" : line,
            new Machine(
                known(environment, "cpu"), known(environment, "cores"), known(environment, "kernel"),
                known(environment, "jvm"), environment.text("device")),
            result.text("seed"), result.text("started_at"), result.text("run_id"));
    }

    private static String known(final Fields environment, final String key) {
        return environment.has(key) ? environment.text(key) : "unknown";
    }
}
