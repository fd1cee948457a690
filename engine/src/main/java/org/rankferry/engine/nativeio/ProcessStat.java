package org.rankferry.engine.nativeio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code /proc/PID/stat} tells of a process.
 *
 * <pre>
 *   1234 (a name (with) blanks) S 1 ... utime stime ... starttime ...
 *        ^ 2                    ^ 3     14    15        22
 * </pre>
 *
 * @param pid        the process
 * @param state      the kernel's letter, for example 'R', 'S' or 'Z'
 * @param userTicks  CPU time in user code, in ticks of 10 ms
 * @param systemTicks CPU time in the kernel, in ticks of 10 ms
 * @param startTicks start of the process since boot, in ticks; with the pid it names one process for good
 */
public record ProcessStat(long pid, char state, long userTicks, long systemTicks, long startTicks) {
    /** USER_HZ: fixed for programs, whatever the kernel's own tick is. */
    public static final int TICKS_PER_SECOND = 100;

    /** Indices among the fields after the name, which begin with field 3. */
    private static final int STATE = 0;
    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int START_TIME = 19;

    /** Reads the entry of a process; empty when there is none. */
    public static Optional<ProcessStat> read(final long pid) throws IOException {
        try {
            // A name may hold any bytes: ISO-8859-1 decodes them all, and what is parsed is ASCII.
            return Optional.of(parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat"),
                StandardCharsets.ISO_8859_1)));
        } catch (final NoSuchFileException e) {
            return Optional.empty();
        } catch (final IOException e) {
            // A process that ends between open and read gives ESRCH.
            if (Files.exists(Path.of("/proc", Long.toString(pid)))) {
                throw e;
            }
            return Optional.empty();
        }
    }

    static ProcessStat parse(final String line) throws IOException {
        final int open = line.indexOf('(');
        final int close = line.lastIndexOf(')');
        if (open < 2 || close < open || close + 2 > line.length()) {
            throw new IOException("not a line of /proc/PID/stat: " + line.strip());
        }
        final String[] fields = line.substring(close + 2).strip().split(" ", -1);
        if (fields.length <= START_TIME || fields[STATE].length() != 1) {
            throw new IOException("/proc/PID/stat has " + (fields.length + 2) + " fields, at least 22 expected");
        }
        try {
            return new ProcessStat(
                Long.parseLong(line.substring(0, open - 1)),
                fields[STATE].charAt(0),
                Long.parseLong(fields[UTIME]),
                Long.parseLong(fields[STIME]),
                Long.parseLong(fields[START_TIME]));
        } catch (final NumberFormatException e) {
            throw new IOException("/proc/PID/stat holds something that is no number: " + line.strip(), e);
        }
    }

    /** Whether it still runs: a zombie has ended, only its parent has not looked yet. */
    public boolean isAlive() {
        return state != 'Z' && state != 'X';
    }
}
