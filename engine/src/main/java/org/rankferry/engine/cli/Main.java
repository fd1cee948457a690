package org.rankferry.engine.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import picocli.CommandLine;

/** The program {@code rankferry}. Exit codes: 0 done, 1 failed (one line on standard error), 2 wrong usage. */
public final class Main {
    private Main() {
    }

    /** Runs a command line and ends the process with its exit code. */
    public static void main(final String[] args) {
        System.exit(run(System.out, System.err, args));
    }

    /**
     * Runs a command line.
     *
     * @param out  standard output.
     * @param err  standard error; progress goes to the process's own.
     * @param args of the command line.
     * @return the exit code.
     */
    public static int run(final PrintStream out, final PrintStream err, final String... args) {
        try {
            final CommandLine commandLine = RankferryCommand.commandLine(args);
            commandLine.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
            commandLine.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
            return commandLine.execute(args);
        } catch (final RuntimeException | Error e) {
            // Not even a command could be made, or the JVM itself has failed: no memory, a class that is missing.
            err.println(FaultLines.unexpected(e));
            if (Arrays.asList(args).contains(FaultLines.DEBUG)) {
                e.printStackTrace(err);
            }
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}
