package org.rankferry.engine.health;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A command of the site's, by which any predictor can tell: exit code 0 says that the node is well, 1 that it is
 * about to fail, with the reason in the first line of standard output. Anything else, or no end in time, says that
 * the command does not work, and nothing about the node.
 */
final class SiteCommand implements SensorSource {
    private static final String SENSOR = "command";
    private static final int WELL = 0;
    private static final int FAILING = 1;

    private final String command;
    private final Map<String, String> environment;
    private final Duration deadline;

    /**
     * A command of the shell.
     *
     * @param node     it is to tell about, {@code RANKFERRY_NODE} in its environment.
     * @param deadline for each run.
     */
    SiteCommand(final String command, final String node, final Duration deadline) {
        this.command = command;
        this.environment = Map.of("RANKFERRY_NODE", node);
        this.deadline = deadline;
    }

    @Override
    public List<Reading> read(final long nowNs) {
        try {
            final ChildRun run = ChildRun.of(List.of("/bin/sh", "-c", command), environment, deadline);
            final String line = run.firstLine();
            return List.of(switch (run.code()) {
                case WELL -> Reading.plain(SENSOR, line, Reading.NO_LIMIT, Health.OK, "");
                case FAILING -> Reading.plain(
                    SENSOR, line, Reading.NO_LIMIT, Health.FAILING, line.isEmpty() ? "the command says so" : line);
                default -> broken(run.fault());
            });
        } catch (final IOException e) {
            return List.of(broken(e.getMessage()));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(broken("interrupted"));
        }
    }

    private Reading broken(final String why) {
        return Reading.unknown(SENSOR, "health command '" + command + "' does not work: " + why);
    }
}
