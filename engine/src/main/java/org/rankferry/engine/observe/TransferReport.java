package org.rankferry.engine.observe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.rankferry.engine.api.TransferResult;

/**
 * A transfer's result as the output contract has it. After the contract's keys come {@code job}, {@code epoch},
 * {@code payload_copies}, {@code pool_high_water_chunks}, {@code reconnects}, {@code verify_s}, {@code rails} (target,
 * RDMA: an array with {@code device} and {@code bytes} of each), {@code directory} (target) and {@code images}: an
 * array with {@code rank}, {@code bytes}, {@code crc} (8 hex digits), {@code seconds}, {@code wait_s} and
 * {@code streams} of each.
 */
public final class TransferReport {
    private static final double NS_PER_S = 1e9;

    private TransferReport() {
    }

    /**
     * A result that says all the transfer's does; its {@code verify} is ok, as nothing is committed that is not.
     *
     * @param command    that transferred.
     * @param result     of it.
     * @param cpuSeconds of the processes that could be asked.
     */
    public static ResultJson.Builder of(final String command, final TransferResult result, final double cpuSeconds) {
        final ResultJson.Builder report = ResultJson.builder(command)
            .transport(result.transport(), result.transportReason())
            .ranks(result.images().size())
            .pool(result.chunkBytes(), result.poolBytes(), result.readDepth())
            .transfer(result.bytes(), result.wallNs() / NS_PER_S, cpuSeconds)
            .setupSeconds(result.setupNs() / NS_PER_S)
            .verify(ResultJson.VERIFY_OK)
            .chunkLatencies(result.latencyUs())
            .retries(result.retries())
            .environment(Environment.of(result.device()))
            .job(result.job(), result.epoch())
            .extra("payload_copies", result.payloadCopies())
            .extra("pool_high_water_chunks", result.poolHighWater())
            .extra("reconnects", result.reconnects())
            .extra("verify_s", result.verifyNs() / NS_PER_S);
        if (!result.rails().isEmpty()) {
            report.extra("rails", rails(result.rails()));
        }
        if (result.directory() != null) {
            report.extra("directory", result.directory().toString());
        }
        return report.extra("images", images(result.images()));
    }

    /**
     * A result of a transfer that came to nothing: its {@code verify} says why.
     *
     * @param command that failed.
     * @param fault   in one line.
     */
    public static ResultJson.Builder failed(final String command, final String fault) {
        return ResultJson.builder(command)
            .transfer(0, 0, 0)
            .setupSeconds(0)
            .verify(fault)
            .chunkLatencies(TransferResult.Latency.NONE)
            .retries(0)
            .environment(Environment.read());
    }

    private static List<Map<String, Object>> rails(final List<TransferResult.Rail> rails) {
        final List<Map<String, Object>> array = new ArrayList<>(rails.size());
        for (final TransferResult.Rail rail : rails) {
            final Map<String, Object> object = new LinkedHashMap<>();
            object.put("device", rail.device());
            object.put("bytes", rail.bytes());
            array.add(object);
        }
        return array;
    }

    private static List<Map<String, Object>> images(final List<TransferResult.Image> images) {
        final List<Map<String, Object>> array = new ArrayList<>(images.size());
        for (final TransferResult.Image image : images) {
            final Map<String, Object> object = new LinkedHashMap<>();
            object.put("rank", image.rank());
            object.put("bytes", image.bytes());
            object.put("crc", String.format("%08x", image.crc()));
            object.put("seconds", ResultJson.rounded(image.wallNs() / NS_PER_S));
            object.put("wait_s", ResultJson.rounded(image.waitNs() / NS_PER_S));
            object.put("streams", image.streams());
            array.add(object);
        }
        return array;
    }
}
