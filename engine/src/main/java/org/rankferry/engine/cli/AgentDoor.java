package org.rankferry.engine.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.rankferry.bufferpool.directory.OwnedDirectory;
import org.rankferry.engine.observe.AgentKind;
import org.rankferry.engine.observe.HostAgents;
import picocli.CommandLine.Option;

/** Which agent on this host an operator asks. */
final class AgentDoor {
    @Option(
        names = "--agent", paramLabel = "NODE",
        description = "Ask the agent of this name (default: the one that runs here).")
    private String name;

    /** The door of the agent that was named, or of one that is here. */
    Path path() {
        final Path run = OwnedDirectory.defaultRunDirectoryPath();
        final List<HostAgents.Found> agents;
        try {
            agents = HostAgents.read(run).stream()
                .filter(found -> found.snapshot() != null && found.snapshot().kind() == AgentKind.NODE
                    && found.snapshot().alive() && (name == null || found.snapshot().name().equals(name)))
                .toList();
        } catch (final IOException e) {
            throw new CommandFailure("run directory " + run + " can't be read: " + e.getMessage(), e);
        }
        if (agents.isEmpty()) {
            throw new CommandFailure((name == null ? "no agent of a node" : "no agent of node " + name)
                + " runs here; start one with `rankferry agent`", null);
        }
        return agents.getFirst().directory().resolve("door");
    }
}
