package org.rankferry.engine.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import org.rankferry.bufferpool.directory.OwnedDirectory;
import org.rankferry.engine.nativeio.Libc;
import org.rankferry.engine.observe.HostAgents;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rankferry stat}: live counters of the agents on this host. */
@Command(
    name = "stat",
    description = "Shows the counters of this user's sources and targets on this host, every second until interrupted.",
    footer = {
        "", "The agents do not notice. An agent whose process has ended is marked stale; its next start cleans up.",
        "", "Examples:", "  rankferry stat", "  rankferry stat --once --errors", "  rankferry stat --once --json"})
final class StatCommand implements Callable<Integer> {
    private static final int STANDARD_OUTPUT = 1;
    private static final long INTERVAL_MS = 1000;
    private static final String CLEAR_SCREEN = "\033[H\033[2J";

    @Spec
    private CommandSpec spec;

    @Option(names = "--once", description = "Show them once.")
    private boolean once;

    @Option(names = "--errors", description = "Show the distinct errors of each agent too.")
    private boolean errors;

    @Option(names = "--json", description = "One line of JSON each time: an array of agents.")
    private boolean json;

    @Option(
        names = "--run-dir", paramLabel = "DIR",
        description = "Where to look (default: RANKFERRY_RUN_DIR, else /dev/shm/rankferry-<uid>).")
    private Path runDirectory;

    @Override
    public Integer call() throws InterruptedException {
        final Path where = runDirectory == null ? OwnedDirectory.defaultRunDirectoryPath() : runDirectory;
        final boolean repaint = !once && !json && Libc.isatty(STANDARD_OUTPUT);
        show(where, repaint);
        while (!once) {
            Thread.sleep(INTERVAL_MS);
            show(where, repaint);
        }
        return CommandLine.ExitCode.OK;
    }

    private void show(final Path where, final boolean repaint) {
        final List<HostAgents.Found> agents;
        try {
            agents = HostAgents.read(where);
        } catch (final IOException e) {
            throw new CommandFailure("run directory " + where + " can't be read: " + e.getMessage(), e);
        }
        final PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(StatTable.json(agents));
        } else {
            if (repaint) {
                out.print(CLEAR_SCREEN);
            }
            StatTable.print(agents, where, errors, System.currentTimeMillis(), out);
        }
        out.flush();
    }
}
