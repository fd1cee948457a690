package org.rankferry.engine.transport.rdma.fabric;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rankferry.engine.transport.PoolRegions;
import org.rankferry.protocol.session.PoolRegion;
import org.rankferry.protocol.wire.FrameCheck;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.FrameLimits;
import org.rankferry.protocol.wire.codec.MessageHeaderDecoder;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;
import org.rankferry.protocol.wire.codec.PoolRegionsDecoder;
import org.rankferry.protocol.wire.codec.PoolRegionsEncoder;
import org.rankferry.protocol.wire.codec.RailOfferDecoder;
import org.rankferry.protocol.wire.codec.RailOfferEncoder;

/** The transport's own frames about rails: what a target offers, and where one rail of the source finds its pool. */
final class RailFrames {
    private static final int ADDRESS_BYTES = 16;
    private static final int MAPPED_MARK_OFFSET = 10;
    private static final int MAPPED_OFFSET = 12;

    private RailFrames() {
    }

    static UnsafeBuffer offer(final List<InetSocketAddress> rails) {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[FrameHeader.MAX_FRAME_LENGTH]);
        final RailOfferEncoder offer =
            new RailOfferEncoder().wrapAndApplyHeader(frame, FrameHeader.LENGTH, new MessageHeaderEncoder());
        final int count = Math.min(rails.size(), FrameLimits.MAX_RAILS);
        final RailOfferEncoder.RailsEncoder group = offer.railsCount(count);
        for (int i = 0; i < count; i++) {
            final InetSocketAddress rail = rails.get(i);
            group.next().putAddress(mapped(rail.getAddress()), 0, ADDRESS_BYTES).port(rail.getPort());
        }
        return cut(frame, offer.encodedLength());
    }

    static boolean isOffer(final DirectBuffer frame, final int offset) {
        return template(frame, offset) == RailOfferDecoder.TEMPLATE_ID;
    }

    /** Addresses of an offer. */
    static List<InetSocketAddress> readOffer(final DirectBuffer frame, final int offset, final int length) {
        FrameCheck.templateId(frame, offset, length);
        final RailOfferDecoder offer = new RailOfferDecoder().wrap(
            frame, offset + FrameHeader.BODY_OFFSET, RailOfferDecoder.BLOCK_LENGTH, RailOfferDecoder.SCHEMA_VERSION);
        final List<InetSocketAddress> rails = new ArrayList<>();
        for (final RailOfferDecoder.RailsDecoder rail : offer.rails()) {
            final byte[] address = new byte[ADDRESS_BYTES];
            rail.getAddress(address, 0, ADDRESS_BYTES);
            try {
                // A mapped IPv4 address comes back as one.
                rails.add(new InetSocketAddress(InetAddress.getByAddress(address), rail.port()));
            } catch (final UnknownHostException e) {
                throw new AssertionError("an address of 16 bytes is always one", e);
            }
        }
        return rails;
    }

    static UnsafeBuffer regions(final PoolRegions pool) {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[FrameHeader.MAX_FRAME_LENGTH]);
        final PoolRegionsEncoder encoder =
            new PoolRegionsEncoder().wrapAndApplyHeader(frame, FrameHeader.LENGTH, new MessageHeaderEncoder());
        final PoolRegionsEncoder.RegionsEncoder group = encoder.regionsCount(pool.regions().length);
        for (final PoolRegion region : pool.regions()) {
            group.next().address(region.address()).length(region.length()).key(region.key());
        }
        encoder.putPath(new byte[0], 0, 0);
        return cut(frame, encoder.encodedLength());
    }

    /** Regions of a frame, or null when it is another frame. */
    static PoolRegion[] readRegions(final DirectBuffer frame, final int offset, final int length) {
        if (FrameCheck.templateId(frame, offset, length) != PoolRegionsDecoder.TEMPLATE_ID) {
            return null;
        }
        final PoolRegionsDecoder decoder = new PoolRegionsDecoder().wrap(
            frame, offset + FrameHeader.BODY_OFFSET, PoolRegionsDecoder.BLOCK_LENGTH,
            PoolRegionsDecoder.SCHEMA_VERSION);
        final PoolRegionsDecoder.RegionsDecoder group = decoder.regions();
        final PoolRegion[] regions = new PoolRegion[group.count()];
        for (int i = 0; i < regions.length; i++) {
            group.next();
            regions[i] = new PoolRegion(group.address(), group.length(), group.key());
        }
        return regions;
    }

    private static int template(final DirectBuffer frame, final int offset) {
        return frame.getShort(offset + FrameHeader.LENGTH + MessageHeaderDecoder.templateIdEncodingOffset(),
            ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }

    private static UnsafeBuffer cut(final UnsafeBuffer frame, final int body) {
        final int length = FrameHeader.BODY_OFFSET + body;
        FrameHeader.write(frame, 0, length, 0);
        return new UnsafeBuffer(frame, 0, length);
    }

    private static byte[] mapped(final InetAddress address) {
        if (address instanceof Inet6Address) {
            return address.getAddress();
        }
        final byte[] result = new byte[ADDRESS_BYTES];
        result[MAPPED_MARK_OFFSET] = (byte) 0xFF;
        result[MAPPED_MARK_OFFSET + 1] = (byte) 0xFF;
        System.arraycopy(address.getAddress(), 0, result, MAPPED_OFFSET, ADDRESS_BYTES - MAPPED_OFFSET);
        return result;
    }
}
