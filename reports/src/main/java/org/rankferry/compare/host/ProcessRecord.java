package org.rankferry.compare.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.nativeio.Libc;
import org.rankferry.engine.nativeio.ProcessStat;

/**
 * A file that names processes for good: by pid and start within this boot, so that none is taken for another one that
 * has got its pid.
 *
 * <pre>
 *   3f0c7a52-...-9d1e     boot id
 *   4711 890123           pid, start in ticks since boot
 * </pre>
 */
final class ProcessRecord {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);
    private static final int KILL = 9;

    private ProcessRecord() {
    }

    static void begin(final Path file) throws IOException {
        Files.writeString(file, Files.readString(BOOT_ID).strip() + "\n");
    }

    static void add(final Path file, final long pid) throws IOException {
        final Optional<ProcessStat> process = ProcessStat.read(pid);
        if (process.isPresent()) {
            Files.writeString(
                file, pid + " " + process.get().startTicks() + "\n", StandardOpenOption.APPEND);
        }
    }

    /** Kills those that live, and waits until they are gone; a line that was cut short names nobody. */
    static void killAll(final Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        final List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.getFirst().equals(Files.readString(BOOT_ID).strip())) {
            return;
        }
        for (final String line : lines.subList(1, lines.size())) {
            if (line.matches("\\d{1,9} \\d{1,18}")) {
                final String[] words = line.split(" ", -1);
                kill(Long.parseLong(words[0]), Long.parseLong(words[1]));
            }
        }
    }

    private static void kill(final long pid, final long startTicks) throws IOException {
        if (lives(pid, startTicks)) {
            Libc.kill(pid, KILL);
            if (!Deadline.await(AFTER_KILL, () -> !lives(pid, startTicks))) {
                throw new TransferException("process " + pid + ", left by a run that was killed, does not end");
            }
        }
    }

    private static boolean lives(final long pid, final long startTicks) {
        try {
            final Optional<ProcessStat> process = ProcessStat.read(pid);
            return process.isPresent() && process.get().startTicks() == startTicks && process.get().isAlive();
        } catch (final IOException e) {
            return false; // it has just ended
        }
    }
}
