package org.rankferry.checkpointer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.rankferry.engine.checkpoint.Restore;

/** Starts what a restore asks for as processes of this test. */
public final class ProcessStarter implements Restore.Starter, AutoCloseable {
    private static final long END_S = 30;

    private final Path output;
    private final List<Process> processes = new ArrayList<>();
    private final List<List<String>> commands = new ArrayList<>();

    /** Whatever they print goes to a file. */
    public ProcessStarter(final Path output) {
        this.output = output;
    }

    @Override
    public Restore.Started start(final List<String> command) throws IOException {
        final Process process = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(output.toFile()).redirectInput(Path.of("/dev/null").toFile()).start();
        processes.add(process);
        commands.add(command);
        return new Restore.Started() {
            @Override
            public boolean isAlive() {
                return process.isAlive();
            }

            @Override
            public int exitCode() {
                return process.exitValue();
            }
        };
    }

    /** Commands that were started. */
    public List<List<String>> commands() {
        return commands;
    }

    /** Waits for the only process. Returns its exit code. */
    public int await() throws InterruptedException {
        if (!processes.getFirst().waitFor(END_S, TimeUnit.SECONDS)) {
            throw new AssertionError("does not end: " + commands.getFirst());
        }
        return processes.getFirst().exitValue();
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
