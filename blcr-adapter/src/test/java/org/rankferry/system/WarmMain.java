package org.rankferry.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import com.fasterxml.jackson.jr.ob.JSON;
import org.rankferry.engine.cli.Main;

/**
 * The other end of a {@link WarmProcess}: runs one command of {@code rankferry} after another, as they come, and stops
 * the one that runs when it is told to.
 */
final class WarmMain {
    /** Begins the last line of a command, on both streams; the exit code follows. */
    static final String END = "@end ";
    /** A line that stops the command. */
    static final String STOP = "@stop";

    private WarmMain() {
    }

    /** Ends with standard input. */
    public static void main(final String[] none) throws InterruptedException {
        final StopHooks hooks = new StopHooks();
        final BlockingQueue<String> commands = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().start(() -> read(commands, hooks));
        while (true) {
            final List<String> words = words(commands.take());
            hooks.begin();
            final int code = Main.run(System.out, System.err, words.toArray(String[]::new));
            final int ended = hooks.end() ? ChildProcess.TERMINATED : code;
            if (Thread.interrupted() && ended != ChildProcess.TERMINATED) {
                throw new IllegalStateException("a command that ended by itself has left an interrupt: " + words);
            }
            System.out.println(END + ended);
            System.err.println(END + ended);
        }
    }

    private static void read(final BlockingQueue<String> commands, final StopHooks hooks) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(STOP)) {
                    hooks.run();
                } else {
                    commands.add(line);
                }
            }
            System.exit(0);
        } catch (final IOException e) {
            System.exit(1);
        }
    }

    private static List<String> words(final String line) {
        try {
            return JSON.std.listOfFrom(String.class, line);
        } catch (final IOException e) {
            throw new IllegalArgumentException(line, e);
        }
    }
}
