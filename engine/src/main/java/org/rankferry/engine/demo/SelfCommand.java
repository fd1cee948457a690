package org.rankferry.engine.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.rankferry.engine.api.TransferException;

/** The command line that starts this program another time: this JVM, its options, its class path, its main class. */
public final class SelfCommand {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
    private static final Path EXECUTABLE = Path.of("/proc/self/exe");

    private SelfCommand() {
    }

    /**
     * Reads it from the kernel.
     *
     * @param mainClass of this program.
     * @return all words before the program's own arguments.
     */
    public static List<String> read(final String mainClass) {
        try {
            final String words = Files.readString(COMMAND_LINE, StandardCharsets.UTF_8);
            return of(List.of(words.split("\0")), EXECUTABLE.toRealPath().toString(), mainClass);
        } catch (final IOException e) {
            throw new TransferException("this program's command line can't be read: " + e.getMessage(), e);
        }
    }

    static List<String> of(final List<String> words, final String executable, final String mainClass) {
        final List<String> command = new ArrayList<>();
        command.add(executable);
        for (int i = 1; i < words.size(); i++) {
            command.add(words.get(i));
            if (words.get(i).equals("-jar") && i + 1 < words.size()) {
                command.add(words.get(i + 1));
                return command;
            }
            if (words.get(i).equals(mainClass)) {
                return command;
            }
        }
        throw new TransferException("this program was not started as " + mainClass
            + ", so it can't start others like it: " + String.join(" ", words));
    }
}
