package org.rankferry.engine.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.rankferry.engine.api.TransferException;

/** A process that is watched. What it prints goes to files. */
public final class Child {
    private static final int SIGNAL_BASE = 128;

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;

    private Child(final String name, final Process process, final Path out, final Path err) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static Child start(
        final String name, final List<String> command, final Path work, final Map<String, String> environment,
        final TiedProcesses processes) {

        final Path out = work.resolve(name.replace(' ', '-') + ".out");
        final Path err = work.resolve(name.replace(' ', '-') + ".err");
        try {
            final ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            final Process process = processes.start(builder
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile()));
            return new Child(name, process, out, err);
        } catch (final IOException e) {
            throw new TransferException(name + " can't be started: " + e.getMessage(), e);
        }
    }

    /** As it was started. */
    public String name() {
        return name;
    }

    /** Of the system. */
    public Process process() {
        return process;
    }

    /** Whether it has ended, and not well. */
    public boolean failed() {
        return !process.isAlive() && process.exitValue() != 0;
    }

    /** What it printed so far. */
    public List<String> output() {
        return lines(out);
    }

    /** The line it failed with, or null when it left none: it was killed. */
    public String fault() {
        String last = null;
        for (final String line : lines(err)) {
            if (line.startsWith("rankferry")) {
                last = line;
            }
        }
        return last == null ? null : last.replaceFirst("^rankferry: ", "");
    }

    /** Everything it wrote to standard error. */
    public List<String> errors() {
        return lines(err);
    }

    /** For one that left no line. */
    public String ending() {
        final int code = process.exitValue();
        return name + " (pid " + process.pid() + ") ended with "
            + (code > SIGNAL_BASE ? "signal " + (code - SIGNAL_BASE) : "exit code " + code) + " and no word";
    }

    private List<String> lines(final Path file) {
        try {
            return Files.readAllLines(file);
        } catch (final IOException e) {
            throw new TransferException("what " + name + " printed can't be read: " + e.getMessage(), e);
        }
    }
}
