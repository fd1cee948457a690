package org.rankferry.bench.scene;

import java.util.LinkedHashMap;
import java.util.Map;

import org.rankferry.engine.api.TransferResult.Latency;

/**
 * What one image set took at the target.
 *
 * @param setupSeconds   until this end was ready, {@code prepareSeconds} included.
 * @param prepareSeconds to touch and to register the memory for images.
 * @param verifySeconds  for digests and the commit.
 * @param retries        READs repeated.
 * @param payloadCopies  times a CPU copied each byte.
 * @param latency        of chunks, from the advertisement to verified.
 * @param cpu            of the target agent's thread.
 * @param processSeconds of CPU, of all threads, when the target has a process of its own, else 0.
 * @param turns          of the target agent.
 */
public record TargetSet(
    double setupSeconds, double prepareSeconds, double verifySeconds, long retries, int payloadCopies, Latency latency,
    ThreadCpu cpu, double processSeconds, AgentTurns turns) {

    /** The same of a target that has a process of its own. */
    public TargetSet withProcess(final double seconds) {
        return new TargetSet(
            setupSeconds, prepareSeconds, verifySeconds, retries, payloadCopies, latency, cpu, seconds, turns);
    }

    /** For another process. */
    public Map<String, Object> toMap() {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("setup_s", setupSeconds);
        map.put("prepare_s", prepareSeconds);
        map.put("verify_s", verifySeconds);
        map.put("retries", retries);
        map.put("payload_copies", payloadCopies);
        map.put("latency", latency.histogram());
        map.put("user_s", cpu.user());
        map.put("system_s", cpu.system());
        map.put("process_s", processSeconds);
        map.put("duty_cycles", turns.dutyCycles());
        map.put("sleeps", turns.sleeps());
        map.put("frames", turns.frames());
        return map;
    }

    /**
     * What another process has given with {@link #toMap}. The latencies are in their histogram alone.
     *
     * @throws IllegalArgumentException in one line, when something is missing.
     */
    public static TargetSet ofMap(final Map<?, ?> map) {
        return new TargetSet(
            Given.real(map, "setup_s"), Given.real(map, "prepare_s"), Given.real(map, "verify_s"),
            Given.number(map, "retries", 0, Long.MAX_VALUE),
            (int) Given.number(map, "payload_copies", 0, Byte.MAX_VALUE),
            new Latency(0, 0, 0, 0, Given.text(map, "latency")),
            new ThreadCpu(Given.real(map, "user_s"), Given.real(map, "system_s")), Given.real(map, "process_s"),
            new AgentTurns(Given.real(map, "duty_cycles"), Given.real(map, "sleeps"), Given.real(map, "frames")));
    }
}
