package org.rankferry.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.jr.ob.JSON;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Transfers over two devices, one of which goes down under them. */
@Tag("slow")
@Tag("rdma")
class RailsTest {
    private static final int RANKS = 2;
    private static final long BYTES = 4_000_037;
    private static final String[] SMALL_CHUNKS = {
        "--ranks", Integer.toString(RANKS), "--chunk", "16K", "--pool", "256K"};

    @RegisterExtension
    private final Node node = new Node();
    private ChildProcess target;
    private ChildProcess source;
    private List<ChildProcess> ranks;

    @Test
    void chunksAreSpreadOverBothRails() throws Exception {
        Needs.that(Wire.rails().size() > 1, "it takes two RDMA devices; bin/verify runs it in a VM");
        begin(Wire.rails().getFirst(), Wire.rails().getLast(), "--queue-pairs", "2");
        awaitCommit();
        final Map<String, Long> bytes = bytesByRail();
        assertEquals(RANKS * BYTES, bytes.values().stream().mapToLong(Long::longValue).sum(), bytes::toString);
        bytes.values().forEach(carried -> assertTrue(carried > RANKS * BYTES / 4, bytes::toString));
        assertEquals(0, result("reconnects"));
    }

    @Test
    void aRailThatGoesDownDropsOutAndTheTransferGoesOn() throws Exception {
        Needs.insideVm();
        try (NetworkLink link = NetworkLink.ofNewRail()) {
            begin(Wire.rails().getFirst(), link.rail());
            inTheMiddle(link::down);
            awaitCommit();
            final String dropped =
                "lost a connection over device " + link.rail().device() + ", the transfer goes on over 1: ";
            assertTrue(target.err().stream().anyMatch(line -> line.contains(dropped)), target::toString);
        }
        assertEquals(0, result("reconnects"));
    }

    @Test
    void theRailWithTheFramesGoesDownAndTheSourceComesBackOverTheOther() throws Exception {
        Needs.insideVm();
        try (NetworkLink link = NetworkLink.ofNewRail()) {
            begin(link.rail(), Wire.rails().getFirst());
            inTheMiddle(link::down);
            awaitCommit();
        }
        assertTrue((int) result("reconnects") > 0, target::toString);
    }

    @Test
    void aRailWithAnIpv6AddressServesToo() throws Exception {
        Needs.insideVm();
        try (NetworkLink link = NetworkLink.ofNewRail()) {
            final Wire.Rail rail = new Wire.Rail("[" + link.addIpv6() + "]", link.rail().device());
            begin(rail, Wire.rails().getFirst());
            awaitCommit();
            assertTrue(Node.address(target).startsWith(rail.address()), target::toString);
        }
        assertTrue(bytesByRail().get(Wire.rails().getFirst().device()) > 0, target::toString);
    }

    private interface Cut {
        void make() throws Exception;
    }

    /** The target listens on the first rail. */
    private void begin(final Wire.Rail first, final Wire.Rail second, final String... more) throws Exception {
        final String[] common = {
            "--device", first.device() + "," + second.device(),
            "--deadline", Patience.deadline("silence", 2), "--deadline", "resume=120"};
        target = node.receive(Node.words(common, "--listen", first.address() + ":0", "--json", json().toString()));
        source = node.send(target, Node.words(Node.words(common, more), SMALL_CHUNKS));
        ranks = new ArrayList<>();
        for (int rank = 0; rank < RANKS; rank++) {
            ranks.add(node.rank(rank, "--bytes", Long.toString(BYTES)));
        }
    }

    /** Neither rank has written all when this happens. */
    private void inTheMiddle(final Cut cut) throws Exception {
        node.awaitImage("default", 0);
        node.awaitImage("default", 1);
        for (final ChildProcess rank : ranks) {
            rank.pause();
        }
        cut.make();
        for (final ChildProcess rank : ranks) {
            rank.goOn();
        }
    }

    private void awaitCommit() throws Exception {
        source.awaitExit(0);
        target.awaitExit(0);
        for (final ChildProcess rank : ranks) {
            rank.awaitExit(0);
        }
        node.assertContent(node.images("default"), RANKS, BYTES);
    }

    private Path json() {
        return node.root().resolve("result.json");
    }

    private Object result(final String key) throws Exception {
        return JSON.std.mapFrom(Files.readString(json())).get(key);
    }

    private Map<String, Long> bytesByRail() throws Exception {
        return ((List<?>) result("rails")).stream().map(rail -> (Map<?, ?>) rail).collect(Collectors.toMap(
            rail -> (String) rail.get("device"), rail -> ((Number) rail.get("bytes")).longValue()));
    }
}
