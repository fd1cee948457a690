package org.rankferry.bench.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether a machine was quiet enough for its figures to mean something. It was not when
 * <ul>
 * <li>processes that do not belong to the benchmark took more than {@value #MOST_OTHERS_PERCENT} % of all cores,
 * <li>a hypervisor gave more than {@value #MOST_STEAL_PERCENT} % of the CPU time to others,
 * <li>between the turns, when the benchmark itself does nothing, somebody else wanted to run more often than not,
 * <li>or the rounds' medians of {@code memcpy}, which does the same every time, lay more than
 * {@value #MOST_SPREAD_PERCENT} % apart.
 * </ul>
 *
 * @param where  the machine is, when it is not this one, else null.
 * @param use    of the machine.
 * @param others threads that wanted to run at each look between the turns, the asking one apart; may be empty.
 * @param memcpy rounds' medians in GiB/s; fewer than two say nothing.
 */
public record Noise(String where, MachineUse use, List<Double> others, List<Double> memcpy) {
    /** Of all cores. */
    static final double MOST_OTHERS_PERCENT = 5;
    /** Of the CPU time. */
    static final double MOST_STEAL_PERCENT = 1;
    /** Of the median. */
    static final double MOST_SPREAD_PERCENT = 20;
    private static final double PERCENT = 100;
    private static final double DECIMALS = 1e3;

    /** What was wrong, a line each; none when it was quiet. */
    public List<String> findings() {
        final List<String> lines = new ArrayList<>();
        final double othersPercent = use.othersCores() / Math.max(1, use.cores()) * PERCENT;
        if (othersPercent > MOST_OTHERS_PERCENT) {
            lines.add(String.format(
                Locale.ROOT, "other processes took %.2f of %d cores", use.othersCores(), use.cores()));
        }
        if (use.stealPercent() > MOST_STEAL_PERCENT) {
            lines.add(String.format(
                Locale.ROOT, "the hypervisor kept %.1f %% of the CPU time", use.stealPercent()));
        }
        if (!others.isEmpty() && Samples.of(others).median() >= 1) {
            lines.add(String.format(
                Locale.ROOT, "threads of others that wanted to run between the turns: %.0f",
                Samples.of(others).median()));
        }
        if (spreadPercent() > MOST_SPREAD_PERCENT) {
            lines.add(String.format(
                Locale.ROOT, "memcpy lay %.0f %% apart between the rounds (%.2f..%.2f GiB/s)", spreadPercent(),
                Samples.of(memcpy).min(), Samples.of(memcpy).max()));
        }
        return where == null ? lines : lines.stream().map(line -> "at " + where + " " + line).toList();
    }

    /** As the result has it. */
    public Map<String, Object> toMap() {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("noisy", !findings().isEmpty());
        map.put("findings", findings());
        map.put("others_cores", rounded(use.othersCores()));
        map.put("steal_percent", rounded(use.stealPercent()));
        map.put("load_before", use.load());
        if (!others.isEmpty()) {
            map.put("others_runnable", rounded(Samples.of(others).median()));
        }
        if (memcpy.size() > 1) {
            map.put("memcpy_spread_percent", rounded(spreadPercent()));
        }
        return map;
    }

    private double spreadPercent() {
        return memcpy.size() < 2 ? 0 : Samples.of(memcpy).spreadPercent();
    }

    private static double rounded(final double value) {
        return Math.rint(value * DECIMALS) / DECIMALS;
    }
}
