package org.rankferry.system;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Images written in the pieces that checkpointers write: the same bytes, whatever the pieces. */
@Tag("slow")
@Tag(Wire.NONE)
class WritePatternTest {
    private static final long BYTES = 25_000_003;
    private static final String[] STREAMS = {"--streams", "6", "--bytes", Long.toString(BYTES)};

    @RegisterExtension
    private final Node node = new Node();

    @Test
    void everyPatternWritesTheSameBytes() throws Exception {
        final ChildProcess target = node.receive(Wire.SHM);
        final ChildProcess source = node.send(Wire.SHM, target, "--ranks", "1");
        final ChildProcess rank = node.rank(0, Node.words(STREAMS, "--pattern", "even,blcr,bursts"));
        rank.awaitExit(0);
        source.awaitExit(0);
        target.awaitExit(0);
        final List<?> streams = (List<?>) JSON.std.mapFrom(rank.out().getFirst()).get("streams");
        assertEquals(List.of("even", "blcr", "bursts", "even", "blcr", "bursts"),
            streams.stream().map(stream -> ((Map<?, ?>) stream).get("pattern")).toList());
        assertTrue(streams.stream().allMatch(
            stream -> ((Number) ((Map<?, ?>) stream).get("write_cpu_s")).doubleValue() > 0), rank::toString);
        node.program("check", "bin/rankferry-rank", List.of(Node.words(STREAMS,
            "--verify-content", node.images("default").toString(), "--job", Node.JOB, "--rank", "0"))).awaitExit(0);
    }

    @Test
    void unknownPatternsAreRefused() throws Exception {
        for (final String bad : new String[] {"blcr,odd", "", "even,blcr,bursts,even", "even,"}) {
            final ChildProcess rank = node.rank(0, "--pattern", bad);
            rank.awaitExit(2);
            assertEquals(List.of("rankferry-rank: --pattern is \"" + bad
                + "\", expected up to three of even, blcr and bursts"), rank.err());
        }
    }
}
