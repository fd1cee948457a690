package org.rankferry.engine.cli;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;

import org.rankferry.engine.coordinator.OperatorCall;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rankferry spare}: a node that was left is well again. */
@Command(
    name = "spare",
    description = "Takes a node back as a spare whose ranks were moved away: the one of this host's agent.",
    footer = {"", "Examples:", "  rankferry spare", "  rankferry spare --agent n2"})
final class SpareCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Spec
    private CommandSpec spec;

    @Mixin
    private AgentDoor agent;

    @Override
    public Integer call() {
        final Map<String, Object> answer =
            OperatorCall.ask(agent.path(), Map.of(OperatorCall.ASK, OperatorCall.SPARE), PATIENCE);
        spec.commandLine().getOut().println("node " + answer.get("node") + " is " + answer.get("state"));
        return CommandLine.ExitCode.OK;
    }
}
