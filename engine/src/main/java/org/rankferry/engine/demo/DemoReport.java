package org.rankferry.engine.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.rankferry.engine.api.TransferException;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.observe.Environment;
import org.rankferry.engine.observe.ResultJson;
import org.rankferry.engine.store.set.Verification;

/**
 * Puts together what both ends have measured: time, latencies and the pool from the source, CPU time from both (the
 * ranks' is in the source's), setup from the one that took longer.
 */
final class DemoReport {
    private static final double GIB = 1L << 30;

    private DemoReport() {
    }

    static ResultJson of(final Path sourceFile, final Path targetFile, final Verification verification) {
        final Map<String, Object> source = read(sourceFile);
        final Map<String, Object> target = read(targetFile);
        final long bytes = (long) number(source, "image_bytes_total");
        final double cpuSeconds =
            (number(source, "cpu_s_per_gib") + number(target, "cpu_s_per_gib")) * bytes / GIB;
        return ResultJson.builder("transfer")
            .transport((String) source.get("transport"), (String) source.get("transport_reason"))
            .ranks((int) number(source, "ranks"))
            .pool(
                (long) number(source, "chunk_bytes"), (long) number(source, "pool_bytes"),
                (int) number(target, "read_depth"))
            .transfer(bytes, number(source, "wall_s"), cpuSeconds)
            .setupSeconds(Math.max(number(source, "setup_s"), number(target, "setup_s")))
            .verify(verify(source, target, verification))
            .chunkLatencies(latencies(source))
            .retries((long) number(target, "retries"))
            .environment(Environment.read())
            .job((String) source.get("job"), (long) number(source, "epoch"))
            .extra("payload_copies", target.get("payload_copies"))
            .extra("pool_high_water_chunks", source.get("pool_high_water_chunks"))
            .extra("reconnects", source.get("reconnects"))
            .extra("verify_s", target.get("verify_s"))
            .extra("directory", verification.directory().toString())
            .extra("images", source.get("images"))
            .build();
    }

    /** What is in the files is what the ranks wrote: the CRCs of both ends and of the files now are the same. */
    private static String verify(
        final Map<String, Object> source, final Map<String, Object> target, final Verification verification) {

        if (!verification.ok()) {
            return verification.summary();
        }
        final Map<Object, Object> sent = crcs(source);
        final Map<Object, Object> received = crcs(target);
        return sent.equals(received) ? ResultJson.VERIFY_OK
            : "CRC-32C of the images by rank: sent " + sent + ", received " + received;
    }

    private static Map<Object, Object> crcs(final Map<String, Object> end) {
        final Map<Object, Object> result = new HashMap<>();
        for (final Object image : (List<?>) end.get("images")) {
            result.put(((Map<?, ?>) image).get("rank"), ((Map<?, ?>) image).get("crc"));
        }
        return result;
    }

    private static TransferResult.Latency latencies(final Map<String, Object> end) {
        final Map<?, ?> us = (Map<?, ?>) end.get("chunk_latency_us");
        return new TransferResult.Latency(
            ((Number) us.get("p50")).doubleValue(), ((Number) us.get("p99")).doubleValue(),
            ((Number) us.get("p999")).doubleValue(), ((Number) us.get("max")).doubleValue(), "");
    }

    private static double number(final Map<String, Object> end, final String key) {
        return ((Number) end.get(key)).doubleValue();
    }

    private static Map<String, Object> read(final Path file) {
        try {
            return JSON.std.mapFrom(Files.readString(file));
        } catch (final IOException e) {
            throw new TransferException("result " + file.getFileName() + " can't be read: " + e.getMessage(), e);
        }
    }
}
