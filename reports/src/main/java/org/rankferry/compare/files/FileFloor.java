package org.rankferry.compare.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.agrona.IoUtil;
import org.rankferry.compare.host.ProgramRun;
import org.rankferry.engine.agent.NativeProgram;
import org.rankferry.engine.api.TransferException;

/**
 * How fast plain C processes write files into a directory and read them back: the program {@code rankferry-files}, one
 * process and one file for each writer, 1 MiB at a time. Its times begin when all processes are ready, and end with the
 * last fsync, or the last byte read and compared.
 *
 * @param bytes        that were written, and read.
 * @param writeSeconds with fsync.
 * @param readSeconds  after the files were dropped from the page cache.
 * @param cacheDropped whether they were: {@code ok}, or why not.
 */
public record FileFloor(long bytes, double writeSeconds, double readSeconds, String cacheDropped) {
    private static final String PROGRAM = "rankferry-files";
    private static final String PREFIX = "rankferry-floor-";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Pattern SECONDS = Pattern.compile(" bytes in (\\d+\\.\\d+) s:");

    /**
     * Writes and reads in a directory of its own, which is removed.
     *
     * @param directory         to measure.
     * @param writers           processes, 1 to 1024.
     * @param bytesEach         of each file.
     * @param serverDirectories of a parallel file system on this machine, whose files are dropped from the page cache
     *                          too; empty for others.
     * @throws TransferException when the program is not built or fails.
     */
    public static FileFloor measure(
        final Path directory, final int writers, final long bytesEach, final List<Path> serverDirectories) {

        final Path own;
        try {
            own = Files.createTempDirectory(directory, PREFIX);
        } catch (final IOException e) {
            throw new TransferException("no directory can be made in " + directory + ": " + e.getMessage(), e);
        }
        try {
            final double write = run(own, writers, bytesEach, "--sync");
            final CacheDrop dropped = CacheDrop.ofTrees(List.of(own)).and(CacheDrop.ofTrees(serverDirectories));
            final double read = run(own, writers, bytesEach, "--check");
            return new FileFloor(writers * bytesEach, write, read, dropped.word());
        } finally {
            IoUtil.delete(own.toFile(), true);
        }
    }

    /** As results have it: {@code write} and {@code read}. */
    public Map<String, Object> toJson() {
        return Map.of("write", writeSeconds, "read", readSeconds);
    }

    private static double run(final Path directory, final int writers, final long bytesEach, final String how) {
        final List<String> command = new ArrayList<>(List.of(NativeProgram.find(PROGRAM).toString(), how,
            "--writers", Integer.toString(writers), "--bytes", Long.toString(bytesEach), directory.toString()));
        return seconds(ProgramRun.mustSucceed(PATIENCE, command));
    }

    /** {@code wrote 170400000 bytes in 0.183 s: 931.1 MB/s}, in milliseconds. */
    static double seconds(final String output) {
        final Matcher matcher = SECONDS.matcher(output);
        if (!matcher.find()) {
            throw new TransferException(PROGRAM + " printed '" + output + "', which tells no time");
        }
        return Double.parseDouble(matcher.group(1));
    }
}
