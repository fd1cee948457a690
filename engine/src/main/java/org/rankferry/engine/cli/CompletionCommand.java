package org.rankferry.engine.cli;

import java.util.concurrent.Callable;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rankferry completion}: the script that lets a shell complete commands and options. */
@Command(
    name = "completion",
    description = "Prints the completion script for a shell.",
    footer = {
        "", "Examples:",
        "  source <(rankferry completion bash)          in ~/.bashrc",
        "  source <(rankferry completion zsh)           in ~/.zshrc, after compinit"})
final class CompletionCommand implements Callable<Integer> {
    /** Shells there is a script for. One script serves both. */
    enum Shell { bash, zsh }

    @Spec
    private CommandSpec spec;

    @Parameters(
        arity = "0..1", paramLabel = "SHELL", defaultValue = "bash",
        description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Shell shell;

    @Override
    public Integer call() {
        final CommandLine root = spec.root().commandLine();
        final StringBuilder script = new StringBuilder();
        if (shell == Shell.zsh) {
            script.append("autoload -U +X bashcompinit && bashcompinit\n");
        }
        spec.commandLine().getOut().print(script.append(AutoComplete.bash(root.getCommandName(), root)));
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }
}
