package org.rankferry.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.rankferry.engine.api.TransferException;

/**
 * What a machine has done since it was started, and this process with its children.
 *
 * @param bootId       of the machine: another one, or another start, has another.
 * @param cores        of it.
 * @param busySeconds  of CPU that went to somebody, over all cores.
 * @param stealSeconds of CPU that a hypervisor gave to others.
 * @param allSeconds   of CPU there were, over all cores.
 * @param ownSeconds   of CPU of this process and its children, living and ended.
 * @param load         average over the last minute.
 * @param runnable     threads that run or want to, the asking one included.
 */
public record MachineSample(
    String bootId, int cores, double busySeconds, double stealSeconds, double allSeconds, double ownSeconds,
    double load, int runnable) {

    private static final Path PROC = Path.of("/proc");
    private static final double TICKS_PER_SECOND = 100;
    /** Columns of the line "cpu" after its name. */
    private static final int IDLE = 3;
    private static final int IOWAIT = 4;
    private static final int STEAL = 7;
    /** Fields of {@code /proc/PID/stat} after the name: utime, stime, and those of children that were waited for. */
    private static final int UTIME = 11;
    private static final int CHILDREN_STIME = 14;

    /** This machine now. */
    public static MachineSample read() {
        try {
            return of(
                Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip(),
                Files.readAllLines(PROC.resolve("stat"), StandardCharsets.ISO_8859_1),
                Files.readString(PROC.resolve("loadavg")), ofThisProcess());
        } catch (final IOException e) {
            throw new TransferException("what this machine does can't be read: " + e.getMessage(), e);
        }
    }

    static MachineSample of(
        final String bootId, final List<String> stat, final String load, final double ownSeconds) {

        final long[] cpu = numbers(stat, "cpu ");
        double all = 0;
        for (int i = 0; i <= STEAL && i < cpu.length; i++) {
            all += cpu[i];
        }
        final double steal = cpu.length > STEAL ? cpu[STEAL] : 0;
        return new MachineSample(
            bootId, (int) stat.stream().filter(line -> line.matches("cpu\\d.*")).count(),
            (all - cpu[IDLE] - cpu[IOWAIT] - steal) / TICKS_PER_SECOND, steal / TICKS_PER_SECOND,
            all / TICKS_PER_SECOND, ownSeconds, Double.parseDouble(load.strip().split(" ", -1)[0]),
            (int) numbers(stat, "procs_running ")[0]);
    }

    private static long[] numbers(final List<String> stat, final String name) {
        return stat.stream().filter(line -> line.startsWith(name)).findFirst()
            .map(line -> Stream.of(line.substring(name.length()).strip().split(" +", -1))
                .mapToLong(Long::parseLong).toArray())
            .orElseThrow(() -> new TransferException("/proc/stat has no line '" + name.strip() + "'"));
    }

    private static double ofThisProcess() {
        final ProcessHandle self = ProcessHandle.current();
        double sum = seconds(self.pid());
        for (final ProcessHandle child : self.descendants().toList()) {
            sum += seconds(child.pid());
        }
        return sum;
    }

    private static double seconds(final long pid) {
        try {
            final String line =
                Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
            final String[] fields = line.substring(line.lastIndexOf(')') + 2).strip().split(" ", -1);
            double ticks = 0;
            for (int i = UTIME; i <= CHILDREN_STIME; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            return ticks / TICKS_PER_SECOND;
        } catch (final IOException e) {
            return 0; // it has just ended, and its parent counts it
        }
    }

    /** For another process. */
    public Map<String, Object> toMap() {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("boot_id", bootId);
        map.put("cores", cores);
        map.put("busy_s", busySeconds);
        map.put("steal_s", stealSeconds);
        map.put("all_s", allSeconds);
        map.put("own_s", ownSeconds);
        map.put("load", load);
        map.put("runnable", runnable);
        return map;
    }

    /**
     * What another process has given with {@link #toMap}.
     *
     * @throws RuntimeException when something is missing.
     */
    public static MachineSample ofMap(final Map<?, ?> map) {
        return new MachineSample(
            (String) map.get("boot_id"), number(map, "cores").intValue(), number(map, "busy_s").doubleValue(),
            number(map, "steal_s").doubleValue(), number(map, "all_s").doubleValue(),
            number(map, "own_s").doubleValue(), number(map, "load").doubleValue(),
            number(map, "runnable").intValue());
    }

    private static Number number(final Map<?, ?> map, final String key) {
        if (map.get(key) instanceof final Number number) {
            return number;
        }
        throw new IllegalArgumentException(key + " is missing");
    }
}
