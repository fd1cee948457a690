package org.rankferry.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import com.fasterxml.jackson.jr.ob.JSON;

/**
 * JVMs that run one command of {@code rankferry} after another. On an emulated machine a new JVM takes ten seconds
 * until its agent listens, and one that has done it before takes less than one. For runs with the system property
 * {@value #PROPERTY}; elsewhere every command has a process of its own, as users have.
 *
 * <p>A run directory is given in the environment, so all share one, which must be empty when a test ends.
 */
final class WarmJvm {
    static final String PROPERTY = "rankferry.test.warm";
    private static final Path RUN_DIRECTORY = Path.of("/dev/shm/rankferry-warm-" + ProcessHandle.current().pid());
    private static final Deque<WarmJvm> IDLE = new ArrayDeque<>();

    private final Process process;
    private final BufferedReader out;
    private final BufferedReader err;
    private final PrintStream commands;

    private WarmJvm() throws IOException {
        final ProcessBuilder builder = new ProcessBuilder(JavaCommand.of(
            List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", StopHooks.OPENED), WarmMain.class.getName(), List.of()));
        builder.environment().put("RANKFERRY_RUN_DIR", RUN_DIRECTORY.toString());
        process = builder.start();
        out = process.inputReader(StandardCharsets.UTF_8);
        err = process.errorReader(StandardCharsets.UTF_8);
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** Whether this run uses such JVMs. */
    static boolean isWanted() {
        return Boolean.getBoolean(PROPERTY);
    }

    static Path runDirectory() {
        return RUN_DIRECTORY;
    }

    /** Begins a command in an idle JVM, or in a new one. */
    static Process start(final List<String> words) throws IOException {
        final WarmJvm jvm = idle();
        jvm.commands.println(JSON.std.asString(words));
        return new WarmProcess(jvm);
    }

    private static WarmJvm idle() throws IOException {
        synchronized (IDLE) {
            while (!IDLE.isEmpty()) {
                final WarmJvm jvm = IDLE.pop();
                if (jvm.process.isAlive()) {
                    return jvm;
                }
            }
        }
        return new WarmJvm();
    }

    /** Stops the command. */
    void stop() {
        commands.println(WarmMain.STOP);
    }

    /** The command has ended: the next one may come. */
    void release() {
        synchronized (IDLE) {
            IDLE.push(this);
        }
    }

    Process process() {
        return process;
    }

    BufferedReader out() {
        return out;
    }

    BufferedReader err() {
        return err;
    }
}
