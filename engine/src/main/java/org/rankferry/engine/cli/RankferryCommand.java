package org.rankferry.engine.cli;

import java.util.ServiceLoader;
import java.util.concurrent.Callable;

import org.rankferry.engine.observe.RankferryVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command above all others: version, help, {@code --debug}. */
@Command(
    name = "rankferry", mixinStandardHelpOptions = true, scope = ScopeType.INHERIT,
    versionProvider = RankferryCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND", optionListHeading = "%nOptions:%n", commandListHeading = "%nCommands:%n",
    descriptionHeading = "%n",
    description = "Moves the checkpoint images of parallel jobs' ranks from one node to another.",
    subcommands = {
        DemoCommand.class, SendCommand.class, ReceiveCommand.class, VerifyCommand.class, StatCommand.class,
        CompletionCommand.class, TrainCommand.class})
final class RankferryCommand implements Callable<Integer> {
    private static final int USAGE_WIDTH = 100;

    @Spec
    private CommandSpec spec;

    @Option(
        names = "--debug", scope = ScopeType.INHERIT,
        description = "Show the stack trace of a failure after its line.")
    private boolean debug;

    /** What the build wrote down. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"rankferry " + RankferryVersion.get()};
        }
    }

    /** All commands, those of other modules included. */
    static CommandLine commandLine() {
        final RankferryCommand root = new RankferryCommand();
        final CommandLine commandLine = new CommandLine(root);
        for (final CommandExtension extension : ServiceLoader.load(CommandExtension.class)) {
            commandLine.addSubcommand(extension.command());
        }
        final FaultLines faults = new FaultLines(() -> root.debug);
        return commandLine
            .setUsageHelpWidth(USAGE_WIDTH)
            .setUsageHelpLongOptionsMaxWidth(USAGE_WIDTH / 3)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(faults)
            .setExecutionExceptionHandler(faults);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
