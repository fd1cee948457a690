package org.rankferry.engine.transport.rdma.fabric;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rankferry.engine.transport.PoolRegions;
import org.rankferry.protocol.session.PoolRegion;
import org.rankferry.protocol.wire.FrameCheck;
import org.rankferry.protocol.wire.FrameFault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RailFramesTest {
    private static InetSocketAddress at(final String host, final int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    @Test
    void anOfferBringsItsAddressesOfBothFamilies() throws UnknownHostException {
        final List<InetSocketAddress> rails =
            List.of(at("10.77.0.1", 7400), at("fd00::1:2", 65535), at("192.168.3.200", 1));
        final UnsafeBuffer frame = RailFrames.offer(rails);
        assertTrue(RailFrames.isOffer(frame, 0));
        assertEquals(rails, RailFrames.readOffer(frame, 0, frame.capacity()));
    }

    @Test
    void regionsComeBackWithKeysOfAllBits() {
        final PoolRegion[] regions = {new PoolRegion(1L << 62, 2L << 30, 0xFFFF_FFFFL), new PoolRegion(4096, 1, 7)};
        final UnsafeBuffer frame = RailFrames.regions(new PoolRegions(regions, ""));
        assertFalse(RailFrames.isOffer(frame, 0));
        assertArrayEquals(regions, RailFrames.readRegions(frame, 0, frame.capacity()));
    }

    @Test
    void anotherFrameIsNoRegions() throws UnknownHostException {
        final UnsafeBuffer offer = RailFrames.offer(List.of(at("10.0.0.1", 1)));
        FrameCheck.templateId(offer, 0, offer.capacity());
        assertNull(RailFrames.readRegions(offer, 0, offer.capacity()));
    }

    @Test
    void aFrameThatIsCutIsRefused() throws UnknownHostException {
        final UnsafeBuffer offer = RailFrames.offer(List.of(at("10.0.0.1", 1), at("10.0.0.2", 1)));
        final byte[] bytes = Arrays.copyOf(offer.byteArray(), offer.capacity());
        assertThrows(FrameFault.class,
            () -> RailFrames.readOffer(new UnsafeBuffer(bytes), 0, bytes.length - 1));
    }
}
