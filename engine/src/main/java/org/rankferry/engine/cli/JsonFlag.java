package org.rankferry.engine.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.rankferry.engine.observe.ResultJson;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** {@code --json}: where the result goes for machines, and where that leaves room for people. For extensions too. */
public final class JsonFlag {
    /** Key of {@link #commandLine}. */
    public static final String COMMAND_LINE = "command_line";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
        names = "--json", paramLabel = "FILE",
        description = "Write the result as JSON to FILE; - is standard output, and text goes to standard error then.")
    private String file;

    /** Whether the option was given. */
    public boolean isWanted() {
        return file != null;
    }

    /** The file, for results that are written before the command ends; empty when there is none. */
    public Optional<Path> path() {
        return isWanted() && !toStandardOutput() ? Optional.of(Path.of(file)) : Optional.empty();
    }

    /** As it was given, for those who want to measure the same again; every result has it. */
    public String commandLine() {
        final List<String> words = new ArrayList<>(List.of(spec.root().name()));
        words.addAll(spec.root().commandLine().getParseResult().originalArgs());
        return String.join(" ", words);
    }

    /** For people: standard output, unless that is the JSON's. */
    public PrintWriter text() {
        return toStandardOutput() ? spec.commandLine().getErr() : spec.commandLine().getOut();
    }

    /** One result, as an object. */
    public void write(final ResultJson measured) {
        final ResultJson result = measured.with(COMMAND_LINE, commandLine());
        if (toStandardOutput()) {
            print(result.toJson());
        } else if (isWanted()) {
            try {
                result.write(file, null);
            } catch (final IOException e) {
                throw new CommandFailure(e.getMessage(), e);
            }
        }
    }

    /** A failure's result. When it can't be written, the failure stays what it was. */
    void writeFailed(final RuntimeException fault, final Function<String, ResultJson.Builder> result) {
        try {
            write(result.apply(fault.getMessage() == null ? fault.toString() : fault.getMessage()).build());
        } catch (final CommandFailure e) {
            fault.addSuppressed(e);
        }
    }

    /** Several results of one command, as an array. */
    public void write(final List<ResultJson> measured) {
        final List<ResultJson> results =
            measured.stream().map(result -> result.with(COMMAND_LINE, commandLine())).toList();
        if (toStandardOutput()) {
            print(ResultJson.toJson(results));
        } else if (isWanted()) {
            try {
                ResultJson.writeAll(results, file, null);
            } catch (final IOException e) {
                throw new CommandFailure(e.getMessage(), e);
            }
        }
    }

    private boolean toStandardOutput() {
        return ResultJson.STANDARD_OUTPUT.equals(file);
    }

    private void print(final String json) {
        spec.commandLine().getOut().println(json);
        spec.commandLine().getOut().flush();
    }
}
