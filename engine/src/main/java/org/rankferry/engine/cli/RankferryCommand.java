package org.rankferry.engine.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
    description = "Moves the checkpoint images of parallel jobs' ranks from one node to another.")
final class RankferryCommand implements Callable<Integer> {
    private static final int USAGE_WIDTH = 100;
    private static final List<String> VERSION = List.of("--version");

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

    /**
     * The command that a command line names, or all of them when it names none. To look at the options of every command
     * takes most of a short command's time.
     */
    static CommandLine commandLine(final String... args) {
        final RankferryCommand root = new RankferryCommand();
        final CommandLine commandLine = new CommandLine(root);
        commands(args).forEach(commandLine::addSubcommand);
        final CommandLine job = commandLine.getSubcommands().get(JobCommand.NAME);
        if (job != null) {
            job.setStopAtPositional(true); // what follows the ranks' command are its options
        }
        final FaultLines faults = new FaultLines(() -> root.debug);
        return commandLine
            .setUsageHelpWidth(USAGE_WIDTH)
            .setUsageHelpLongOptionsMaxWidth(USAGE_WIDTH / 3)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(faults)
            .setExecutionExceptionHandler(faults);
    }

    private static List<Object> commands(final String... args) {
        final Optional<String> word = Arrays.stream(args).filter(arg -> !arg.startsWith("-")).findFirst();
        if (word.isEmpty() && VERSION.equals(List.of(args))) {
            return List.of();
        }
        final List<Object> all = allCommands();
        return all.stream()
            .filter(command -> word.isPresent() && name(command).equals(word.get()))
            .filter(command -> !(command instanceof CompletionCommand))
            .findFirst().map(List::of).orElse(all);
    }

    /** All commands, those of other modules included. */
    private static List<Object> allCommands() {
        final List<Object> commands = new ArrayList<>(List.of(
            new DemoCommand(), new TransferCommand(), new SendCommand(), new ReceiveCommand(), new VerifyCommand(),
            new StatCommand(), new DoctorCommand(), new AgentCommand(), new StatusCommand(), new JobCommand(),
            new MigrateCommand(), new CancelCommand(), new CheckpointCommand(), new RestartCommand(),
            new RestoreCommand(), new SpareCommand(), new HealthCommand()));
        for (final CommandExtension extension : ServiceLoader.load(CommandExtension.class)) {
            commands.add(extension.command());
        }
        commands.add(new CompletionCommand());
        commands.add(new TrainCommand());
        return commands;
    }

    private static String name(final Object command) {
        return command.getClass().getAnnotation(Command.class).name();
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
