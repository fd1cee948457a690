package org.rankferry.engine.coordinator;

import java.util.List;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.junit.jupiter.api.Assertions.assertEquals;

class NodeTableProperties {
    private static final long SECOND_NS = 1_000_000_000L;

    /** However the network was parted while nodes came, when it is whole again all know all. */
    @Property(tries = 200)
    void aNetworkThatWasPartedMends(@ForAll final long seed, @ForAll @IntRange(min = 2, max = 12) final int count) {
        final Random random = new Random(seed);
        final NodeNet parted = new NodeNet();
        for (int i = 0; i < count; i++) {
            parted.nodes.forEach(node -> node.part = random.nextInt(3));
            parted.settleMembership();
            parted.join("n" + i);
            parted.pass(random.nextLong(SECOND_NS));
        }
        parted.nodes.forEach(node -> node.part = 0);
        parted.settleMembership();
        for (int i = 0; i < 4; i++) {
            parted.pass(SECOND_NS);
        }
        final List<String> all = parted.nodes.stream().map(node -> node.name).sorted().toList();
        for (final NodeNet.Node node : parted.nodes) {
            assertEquals(all, node.known(), node.name + ", seed " + seed);
        }
    }
}
