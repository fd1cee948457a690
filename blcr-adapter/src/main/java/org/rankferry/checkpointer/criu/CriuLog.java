package org.rankferry.checkpointer.criu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What CRIU says of a failure: the first error of its log, or what it printed when it had no log yet. */
final class CriuLog {
    private static final Pattern ERROR = Pattern.compile("Error \\([^)]*\\): (.*)");
    /** It says so where it may not raise a limit that it does not need. */
    private static final String HARMLESS = "rlimit: Can't setup RLIMIT_NOFILE";
    private static final Pattern TAKEN = Pattern.compile("Can't fork for (\\d+): File exists"
        + "|Pid \\d+ do not match expected (\\d+)|Process with pid (\\d+) already exists");

    private CriuLog() {
    }

    /**
     * Finds the reason.
     *
     * @param log     that CRIU was told to write; may be missing.
     * @param printed file with what CRIU printed; may be missing.
     * @param ending  how it ended, for when it says nothing.
     * @return one line.
     */
    static String reason(final Path log, final Path printed, final String ending) {
        for (final Path file : List.of(log, printed)) {
            for (final String line : lines(file)) {
                final Matcher error = ERROR.matcher(line);
                if (error.find() && !line.contains(HARMLESS)) {
                    return explained(error.group(1).strip());
                }
            }
        }
        final List<String> last = lines(printed).stream().filter(line -> !line.isBlank()).toList();
        return last.isEmpty() ? ending : last.getLast().strip();
    }

    private static String explained(final String error) {
        final Matcher taken = TAKEN.matcher(error);
        if (!taken.find()) {
            return error;
        }
        final String pid = taken.group(1) != null ? taken.group(1) : taken.group(2) != null ? taken.group(2)
            : taken.group(3);
        return "process id " + pid + " is taken here" + by(pid) + "; end that process, or restore in a PID namespace"
            + " of its own: unshare --pid --fork --mount-proc (CRIU: " + error + ")";
    }

    private static String by(final String pid) {
        final List<String> name = lines(Path.of("/proc", pid, "comm"));
        return name.isEmpty() ? "" : " by " + name.getFirst();
    }

    private static List<String> lines(final Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (final IOException e) {
            return List.of(); // then there is nothing to learn from it
        }
    }
}
