package org.rankferry.engine.coordinator.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The command line of a program that starts the launcher of a rank elsewhere, such as ssh or srun. Environment and
 * directory go with the command, as such a program may bring others.
 */
final class StartWords {
    private static final String COMMAND = "{command}";

    private StartWords() {
    }

    /**
     * Puts it together.
     *
     * @param by          words of the program. Where one has {@code {command}}, the command takes its place as one word
     *                    for a shell; else its words come last.
     * @param launch      words of the launcher, and of the rank.
     * @param environment of it.
     * @param directory   to run in.
     */
    static List<String> of(
        final List<String> by, final List<String> launch, final Map<String, String> environment,
        final Path directory) {

        final List<String> command = new ArrayList<>(List.of("env", "-C", directory.toString()));
        new TreeMap<>(environment).forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(launch);
        final List<String> words = new ArrayList<>();
        boolean placed = false;
        for (final String word : by) {
            placed |= word.contains(COMMAND);
            words.add(word.replace(COMMAND, forShell(command)));
        }
        if (!placed) {
            words.addAll(command);
        }
        return words;
    }

    private static String forShell(final List<String> command) {
        return command.stream().map(word -> "'" + word.replace("'", "'\\''") + "'").collect(Collectors.joining(" "));
    }
}
