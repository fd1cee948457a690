package org.rankferry.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.rankferry.engine.api.TransferException;

/** Runs a program to its end. The program ends by itself: it has a deadline of its own. */
final class ProgramRun {
    private final List<String> command = new ArrayList<>();

    ProgramRun(final Path program, final List<String> arguments) {
        command.add(program.toString());
        command.addAll(arguments);
    }

    /**
     * What it prints on standard output.
     *
     * @throws TransferException when it can't be started or fails, with what it said.
     */
    String output() {
        try {
            final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            final int status = process.waitFor();
            if (status != 0) {
                throw new TransferException(command.getFirst() + " ended with status " + status + ": "
                    + output.strip());
            }
            return output;
        } catch (final IOException e) {
            throw new TransferException(command.getFirst() + " can't be run: " + e.getMessage(), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferException("interrupted while " + command.getFirst() + " ran", e);
        }
    }
}
