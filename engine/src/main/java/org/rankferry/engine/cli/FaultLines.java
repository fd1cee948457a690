package org.rankferry.engine.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.rankferry.bufferpool.PoolException;
import org.rankferry.engine.api.ImageReadException;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.backplane.BackplaneException;
import org.rankferry.engine.checkpoint.CaptureException;
import org.rankferry.engine.checkpoint.RestoreException;
import org.rankferry.engine.coordinator.job.CheckpointException;
import org.rankferry.engine.coordinator.job.JournalException;
import org.rankferry.engine.store.StoreException;
import org.rankferry.engine.transport.TransportException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever a command fails with into one line on standard error, and the stack trace after it with --debug. */
final class FaultLines implements IParameterExceptionHandler, IExecutionExceptionHandler {
    static final String DEBUG = "--debug";
    /** Failures whose message is a whole sentence: what, where, why, remedy. */
    private static final List<Class<? extends Exception>> EXPLAINED = List.of(
        TransferException.class, TransportException.class, StoreException.class, PoolException.class,
        CaptureException.class, RestoreException.class, ImageReadException.class, BackplaneException.class,
        JournalException.class, CheckpointException.class, CommandFailure.class);

    private final BooleanSupplier debug;

    FaultLines(final BooleanSupplier debug) {
        this.debug = debug;
    }

    @Override
    public int handleParseException(final ParameterException fault, final String[] args) {
        final StringBuilder line = new StringBuilder(text(fault));
        if (fault instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()
            && !unmatched.getSuggestions().isEmpty()) {
            line.append("; did you mean ").append(String.join(" or ", unmatched.getSuggestions())).append('?');
        }
        line.append("; try '").append(fault.getCommandLine().getCommandSpec().qualifiedName()).append(" --help'");
        print(
            fault.getCommandLine(), line(line.toString()), fault,
            debug.getAsBoolean() || Arrays.asList(args).contains(DEBUG));
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(
        final Exception fault, final CommandLine commandLine, final ParseResult parsed) {

        final boolean explained = fault.getMessage() != null && EXPLAINED.contains(fault.getClass());
        if (!ClosingStack.isStopping()) {
            print(
                commandLine, explained ? line(fault.getMessage()) : unexpected(fault), fault, debug.getAsBoolean());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String text(final ParameterException fault) {
        if (fault instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
            final String first = unmatched.getUnmatched().getFirst();
            final boolean command = fault.getCommandLine().getParent() == null && !first.startsWith("-");
            return "there is no " + (command ? "command '" : first.startsWith("-") ? "option '" : "place for '")
                + first + "'";
        }
        return fault.getMessage();
    }

    private static void print(
        final CommandLine commandLine, final String line, final Exception fault, final boolean withTrace) {

        final PrintWriter err = commandLine.getErr();
        err.println(line);
        if (withTrace) {
            fault.printStackTrace(err);
        }
        err.flush();
    }

    /** A failure that nobody thought of. */
    static String unexpected(final Throwable fault) {
        return line("unexpected " + fault.toString().strip() + "; run again with " + DEBUG);
    }

    /** A failure as it is shown, whatever is in the text. */
    static String line(final String text) {
        return "rankferry: " + text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
