package org.rankferry.bench;

import java.util.ArrayList;
import java.util.List;

import org.rankferry.bench.scene.BenchCase;
import org.rankferry.engine.api.TargetOptions.Placing;

/**
 * Lists of values, and every combination of them; the last list varies fastest.
 *
 * @param transports {@code shm}, {@code tcp} or {@code rdma}.
 * @param ranks      of the node.
 * @param imageBytes of each image.
 * @param chunks     bytes of a chunk.
 * @param pools      bytes of the pool.
 * @param depths     READs in flight.
 * @param queuePairs of {@code rdma}; the other transports have none, and no combinations with them.
 * @param store      {@code memory} or {@code file}.
 * @param placement  where READs land.
 * @param crc        whether chunks carry a CRC-32C.
 */
record BenchSweep(
    List<String> transports, List<Integer> ranks, List<Long> imageBytes, List<Integer> chunks, List<Long> pools,
    List<Integer> depths, List<Integer> queuePairs, String store, Placing placement, boolean crc) {

    /** All combinations, each once. */
    List<BenchCase> cases() {
        final List<BenchCase> cases = new ArrayList<>();
        final int count = transports.size() * ranks.size() * imageBytes.size() * chunks.size() * pools.size()
            * depths.size() * queuePairs.size();
        for (int i = 0; i < count; i++) {
            final Choice choice = new Choice(i);
            final int pairs = choice.of(queuePairs);
            final int depth = choice.of(depths);
            final long pool = choice.of(pools);
            final int chunk = choice.of(chunks);
            final long bytes = choice.of(imageBytes);
            final int processes = choice.of(ranks);
            final String transport = choice.of(transports);
            cases.add(new BenchCase(
                transport, processes, bytes, chunk, pool, depth, transport.equals(BenchCase.RDMA) ? pairs : 1, store,
                placement, crc));
        }
        return cases.stream().distinct().toList();
    }

    /** A number in a mixed radix: each list takes a digit. */
    private static final class Choice {
        private int rest;

        Choice(final int number) {
            rest = number;
        }

        <T> T of(final List<T> values) {
            final T value = values.get(rest % values.size());
            rest /= values.size();
            return value;
        }
    }
}
