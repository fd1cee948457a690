package org.rankferry.checkpointer.dmtcp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.rankferry.checkpointer.ExternalProgram;
import org.rankferry.engine.checkpoint.CaptureException;

/**
 * A process under DMTCP.
 *
 * @param pid         of it, as the kernel has it.
 * @param coordinator that it listens to.
 * @param image       that it writes its checkpoints to.
 */
record Worker(long pid, Coordinator coordinator, Path image) {
    static final String VARIABLE = "RANKFERRY_DMTCP_COMMAND";
    private static final String PROGRAM = "dmtcp_command";
    private static final String HOST = "DMTCP_COORD_HOST";
    private static final String PORT = "DMTCP_COORD_PORT";
    private static final String DIRECTORY = "DMTCP_CHECKPOINT_DIR";
    private static final String DEFAULT_HOST = "localhost";
    private static final String DEFAULT_PORT = "7779";
    /** {@code 1, program[virtual pid:pid]@host, unique pid, state, ...}. */
    private static final Pattern LISTED =
        Pattern.compile("\\s*\\d+,\\s*(?<program>.+)\\[\\d+:(?<pid>\\d+)\\]@[^,]+,\\s*(?<unique>[^,\\s]+),.*");

    /**
     * Finds out about a process.
     *
     * @param rank     for messages.
     * @param location {@code PID} or {@code PID@CKPTDIR}.
     * @param program  {@code dmtcp_command}.
     * @param patience the longest to wait for its coordinator.
     */
    static Worker find(final int rank, final String location, final Path program, final Duration patience) {
        final int at = location.indexOf('@');
        final String number = at < 0 ? location : location.substring(0, at);
        if (!number.matches("[1-9][0-9]{0,9}")) {
            throw failure(rank, "'" + location + "' is not PID or PID@CKPTDIR", null);
        }
        final Path process = Path.of("/proc", number);
        try {
            final Map<String, String> environment = environment(process);
            final Path directory = at >= 0 ? Path.of(location.substring(at + 1))
                : environment.containsKey(DIRECTORY)
                ? process.resolve("cwd").toRealPath().resolve(environment.get(DIRECTORY))
                : process.resolve("cwd").toRealPath();
            if (!Files.isDirectory(directory)) {
                throw failure(rank, "checkpoint directory " + directory + " does not exist", null);
            }
            final Coordinator coordinator = new Coordinator(
                program, value(HOST, environment, DEFAULT_HOST), value(PORT, environment, DEFAULT_PORT));
            return listed(rank, Long.parseLong(number), coordinator, directory, patience);
        } catch (final IOException e) {
            final String why = Files.exists(process) ? e.getMessage() : "does not exist";
            throw failure(rank, "process " + number + ": " + why, e);
        }
    }

    /** What DMTCP writes before it renames it. */
    Path temporary() {
        return image.resolveSibling(image.getFileName() + ".temp");
    }

    private static Worker listed(
        final int rank, final long pid, final Coordinator coordinator, final Path directory, final Duration patience)
        throws IOException {

        for (final String line : coordinator.list(patience)) {
            final Matcher listed = LISTED.matcher(line);
            if (listed.matches() && Long.parseLong(listed.group("pid")) == pid) {
                return new Worker(pid, coordinator, directory.resolve(
                    "ckpt_" + listed.group("program") + "_" + listed.group("unique") + ".dmtcp"));
            }
        }
        throw failure(rank, coordinator + " has no process " + pid
            + "; start it with dmtcp_launch, or name its coordinator with " + HOST + " and " + PORT, null);
    }

    /** Finds {@code dmtcp_command}. */
    static Path program(final int rank) {
        final String named = System.getenv(VARIABLE);
        final String name = named == null || named.isEmpty() ? PROGRAM : named;
        final Path found = ExternalProgram.find(name);
        if (found == null) {
            throw failure(rank, "there is no program " + name + "; install DMTCP, or name its dmtcp_command with "
                + VARIABLE, null);
        }
        return found;
    }

    /** The variable of this process first: a restarted one still has that of its first coordinator. */
    private static String value(final String name, final Map<String, String> environment, final String usual) {
        final String own = System.getenv(name);
        return own != null && !own.isEmpty() ? own : environment.getOrDefault(name, usual);
    }

    private static Map<String, String> environment(final Path process) throws IOException {
        final Map<String, String> variables = new HashMap<>();
        final String all = new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8);
        for (final String variable : all.split("\0", -1)) {
            final int equals = variable.indexOf('=');
            if (equals > 0) {
                variables.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        return variables;
    }

    private static CaptureException failure(final int rank, final String why, final Exception cause) {
        return new CaptureException("image of rank " + rank + ": " + why, cause);
    }
}
