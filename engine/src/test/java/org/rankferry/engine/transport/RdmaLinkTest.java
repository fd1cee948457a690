package org.rankferry.engine.transport;

import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rankferry.protocol.session.PoolRegion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What holds for every transport holds for {@code rdma}, and what only its devices refuse; needs a device. */
@Tag("rdma")
class RdmaLinkTest extends LinkTest {
    private static final int CHUNK = 64 << 10;
    private static final int CHUNKS = 4;

    @Override
    Stream<String> transports() {
        return Stream.of("rdma");
    }

    @Test
    void aKeyThatIsNotValidAnyMoreIsNamed() {
        try (TestPool pool = pool(CHUNKS, CHUNK); LinkPair pair = pair("rdma", pool)) {
            final PoolRegion region = pair.source().regions().regions()[0];
            // The low byte of a key is what changes when memory is registered again.
            assertDeviceRefuses(pair, new PoolRegion(region.address(), region.length(), region.key() ^ 1), CHUNKS, 0);
        }
    }

    @Test
    void aRegionThatIsSmallerThanThePeerSaysIsNamed() {
        try (TestPool pool = pool(CHUNKS, CHUNK); LinkPair pair = pair("rdma", pool)) {
            final PoolRegion region = pair.source().regions().regions()[0];
            assertDeviceRefuses(
                pair, new PoolRegion(region.address(), 2 * region.length(), region.key()), 2 * CHUNKS, CHUNKS);
        }
    }

    @Test
    void aRegionThatIsSmallerThanThePoolIsRefusedBeforeItIsRead() {
        try (TestPool pool = pool(CHUNKS, CHUNK); LinkPair pair = pair("rdma", pool)) {
            pair.target().attach(pair.source().regions(), CHUNK, CHUNKS + 1, 1);
            assertEquals(LinkState.LOST, pair.target().state());
            assertTrue(pair.target().cause().startsWith("bad pool of " + pair.target().peer()), pair.target().cause());
        }
    }

    /** One READ ends with a fault that says what is wrong, and so does the link. */
    private static void assertDeviceRefuses(
        final LinkPair pair, final PoolRegion region, final int chunks, final int chunk) {

        pair.target().attach(new PoolRegions(new PoolRegion[] {region}, ""), CHUNK, chunks, 1);
        pair.until("readable", pair.target()::readable);
        final AtomicReference<String> fault = new AtomicReference<>();
        try (TestImage image = new TestImage(CHUNK, 1, pair.registrar())) {
            pair.target().read(0, chunk, CHUNK, image.map(0, CHUNK));
            pair.until("refused", () -> {
                pair.target().pollReads((slot, text) -> fault.set(text), 1);
                return fault.get() != null;
            });
            pair.until("lost", () -> pair.target().state() == LinkState.LOST);
        }
        for (final String text : new String[] {fault.get(), pair.target().cause()}) {
            assertTrue(text.contains("remote access error: the peer's key is not valid any more or its region is too"
                + " small (status 10)") && text.contains("`rankferry doctor --peer "), text);
        }
    }
}
