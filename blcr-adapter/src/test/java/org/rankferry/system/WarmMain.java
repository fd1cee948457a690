package org.rankferry.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.jr.ob.JSON;
import org.rankferry.engine.cli.Main;

/** The other end of a {@link WarmProcess}: runs one command of {@code rankferry} after another, as they come. */
final class WarmMain {
    /** Begins the last line of a command, on both streams; the exit code follows. */
    static final String END = "@end ";

    private WarmMain() {
    }

    /** Ends with standard input. */
    public static void main(final String[] none) throws IOException {
        final BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            final List<String> words = JSON.std.listOfFrom(String.class, line);
            final int code = Main.run(System.out, System.err, words.toArray(String[]::new));
            if (isEnding()) {
                break; // by a signal: the exit code is the JVM's
            }
            System.out.println(END + code);
            System.err.println(END + code);
        }
        System.exit(0);
    }

    private static boolean isEnding() {
        final Thread none = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(none);
            Runtime.getRuntime().removeShutdownHook(none);
            return false;
        } catch (final IllegalStateException e) {
            return true;
        }
    }
}
