package org.rankferry.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Many ranks on one pool: none is served at the cost of another. */
@Tag("slow")
class FairnessTest {
    private static final int RANKS = 64;
    private static final long BYTES = Patience.bytes(4 << 20);

    @RegisterExtension
    private final Node node = new Node();

    @Test
    void noneOfSixtyFourRanksWaitsMuchLongerThanTheOthers() throws Exception {
        final Path result = node.root().resolve("send.json");
        final ChildProcess target = node.receive();
        // A chunk for each rank and a few more: everybody waits for the target, all the time.
        final ChildProcess source = node.send(target, "--ranks", Integer.toString(RANKS), "--chunk", "64K",
            "--pool", Integer.toString(72 * (64 << 10)), "--json", result.toString());
        final List<ChildProcess> ranks = new ArrayList<>();
        for (int rank = 0; rank < RANKS; rank++) {
            ranks.add(node.rank(rank, "--bytes", Long.toString(BYTES)));
        }
        source.awaitExit(0);
        target.awaitExit(0);
        for (final ChildProcess rank : ranks) {
            rank.awaitExit(0);
        }
        final List<Double> waits = new ArrayList<>();
        for (final Object image : (List<?>) JSON.std.mapFrom(Files.readString(result)).get("images")) {
            waits.add(((Number) ((Map<?, ?>) image).get("wait_s")).doubleValue());
        }
        waits.sort(Double::compare);
        assertEquals(RANKS, waits.size());
        final double median = waits.get(RANKS / 2);
        assertTrue(median > 0, () -> "nobody waited: " + waits);
        assertTrue(waits.getLast() <= 3 * median, () -> "seconds that ranks have waited: " + waits);
        node.assertContent(node.images("default"), RANKS, BYTES);
    }
}
