package org.rankferry.engine.transport.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.LinkOptions;
import org.rankferry.engine.transport.LinkPair;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.PoolRegions;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.engine.transport.SourceLink;
import org.rankferry.engine.transport.TargetLink;
import org.rankferry.engine.transport.TestFrames;
import org.rankferry.engine.transport.TestImage;
import org.rankferry.engine.transport.TestPool;
import org.rankferry.engine.transport.Transport;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.codec.MessageHeaderEncoder;
import org.rankferry.protocol.wire.codec.ReadReplyEncoder;
import org.rankferry.protocol.wire.codec.ReadRequestEncoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TcpTransportTest {
    private static final int CHUNK = 64 << 10;
    private static final int CHUNKS = 4;
    private static final Endpoint ANY_PORT = new Endpoint.Inet("127.0.0.1", 0);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final TcpSettings BRIEF =
        new TcpSettings(0, 0, 1 << 20, 1 << 20, TimeUnit.MILLISECONDS.toNanos(100), 3);

    @TempDir
    private Path directory;

    private final Transport tcp = new TcpTransport(BRIEF);

    private TestPool pool() {
        return new TestPool(directory.resolve("pool"), CHUNKS, CHUNK);
    }

    private static byte[] token(final int seed) {
        final byte[] token = new byte[32];
        for (int i = 0; i < token.length; i++) {
            token[i] = (byte) (seed + i);
        }
        return token;
    }

    private static SocketChannel dial(final TcpListener listener) throws IOException {
        final Endpoint.Inet at = (Endpoint.Inet) listener.endpoint();
        return SocketChannel.open(new InetSocketAddress(at.host(), at.port()));
    }

    private static void write(final SocketChannel socket, final UnsafeBuffer frame) throws IOException {
        socket.write(ByteBuffer.wrap(frame.byteArray()));
    }

    private static void await(final String what, final Readiness readiness, final BooleanSupplier condition) {
        final long deadline = System.nanoTime() + 10 * SECOND;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not " + what + " in time");
            readiness.await(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static UnsafeBuffer request(final long chunk, final long length) {
        final UnsafeBuffer frame =
            new UnsafeBuffer(new byte[FrameHeader.BODY_OFFSET + ReadRequestEncoder.BLOCK_LENGTH]);
        new ReadRequestEncoder().wrapAndApplyHeader(frame, FrameHeader.LENGTH, new MessageHeaderEncoder())
            .readId(0).chunk(chunk).length(length);
        FrameHeader.write(frame, 0, frame.capacity(), 0);
        return frame;
    }

    @Test
    void tinySocketBuffersOnlyMakeItSlow() {
        final Transport tiny = new TcpTransport(new TcpSettings(4096, 4096, 10_000, 7_000, SECOND, 3));
        try (TestPool pool = pool();
            TestImage image = new TestImage(CHUNK + 100, CHUNKS + 2);
            LinkPair pair = new LinkPair(tiny, ANY_PORT, pool).attach(pool, CHUNKS)) {
            for (int i = 0; i < CHUNKS; i++) {
                pair.target().read(i, i, CHUNK - i, image.map((long) i * CHUNK, CHUNK - i));
            }
            final List<Integer> done = new ArrayList<>();
            pair.until("all READs", () -> {
                pair.target().pollReads((slot, fault) -> done.add(slot), 1);
                return done.size() == CHUNKS;
            });
            assertEquals(List.of(0, 1, 2, 3), done);
            for (int i = 0; i < CHUNKS; i++) {
                assertEquals(-1, image.mismatch((long) i * CHUNK, i, CHUNK - i));
            }
        }
    }

    @Test
    void wrongTokenOrSessionIsTurnedAwayAndTheDataConnectionMissed() {
        final LinkOptions options = new LinkOptions(SECOND / 2, 64);
        try (TestPool pool = pool(); LinkPair pair = new LinkPair(new Impatient(tcp, options), ANY_PORT, pool)) {
            pair.target().expectData(1, 2, token(1));
            pair.target().attach(PoolRegions.whole(pool, ""), CHUNK, CHUNKS, 1);
            pair.source().openData(1, 3, token(1));
            pair.until("source lost", () -> pair.source().state() == LinkState.LOST);
            assertTrue(pair.source().cause().contains("(data connection)"), pair.source().cause());
            assertFalse(pair.target().readable());
            assertEquals(1, ((TcpListener) pair.listener()).turnedAway());
        }
        try (TestPool pool = pool(); LinkPair pair = new LinkPair(new Impatient(tcp, options), ANY_PORT, pool)) {
            pair.target().expectData(1, 2, token(1));
            pair.until("target lost", () -> pair.target().state() == LinkState.LOST);
            assertTrue(pair.target().cause().contains("did not come within 500 ms"), pair.target().cause());
        }
    }

    @Test
    void aTokenAdmitsOneConnectionOnly() throws IOException {
        try (TestPool pool = pool(); LinkPair pair = new LinkPair(tcp, ANY_PORT, pool)) {
            pair.target().expectData(1, 2, token(1));
            pair.target().attach(PoolRegions.whole(pool, ""), CHUNK, CHUNKS, 1);
            pair.source().openData(1, 2, token(1));
            pair.until("readable", () -> pair.target().readable());
            pair.source().openData(1, 2, token(1));
            final TcpListener listener = (TcpListener) pair.listener();
            pair.until("second turned away", () -> {
                assertNull(listener.accept());
                return listener.turnedAway() == 1;
            });
        }
    }

    @Test
    void strangersAreClosedAndDontKeepSourcesOut() throws IOException {
        try (Readiness readiness = new Readiness();
            TcpListener listener = (TcpListener) LinkPair.listen(tcp, ANY_PORT, readiness)) {
            try (SocketChannel web = dial(listener); SocketChannel other = dial(listener);
                SocketChannel silent = dial(listener)) {
                web.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
                write(other, TestFrames.numbered(64, 1));
                await("all turned away", readiness, () -> {
                    assertNull(listener.accept());
                    return listener.turnedAway() == 3;
                });
                assertEquals(-1, web.read(ByteBuffer.allocate(10)));
                assertEquals(-1, silent.read(ByteBuffer.allocate(10)));
            }
            final List<SocketChannel> flood = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                flood.add(dial(listener));
            }
            try (SocketChannel source = dial(listener)) {
                write(source, TestFrames.hello());
                final TargetLink[] link = new TargetLink[1];
                await("accepted", readiness, () -> {
                    link[0] = listener.accept();
                    return link[0] != null;
                });
                final TestFrames frames = new TestFrames();
                assertEquals(1, link[0].poll(frames, 10));
                assertEquals(TestFrames.hello(), frames.taken().getFirst());
                assertTrue(listener.turnedAway() >= 17, "the oldest of 20 make room: " + listener.turnedAway());
                link[0].close();
            }
            for (final SocketChannel socket : flood) {
                socket.close();
            }
        }
    }

    @Test
    void badReadRequestEndsTheSourceLinkWithItsName() throws IOException {
        final List<UnsafeBuffer> bad = List.of(request(CHUNKS, 10), request(0xFFFF_FFFFL, 10), request(0, CHUNK + 1),
            request(0, 0), request(0, 0xFFFF_FFFFL), TestFrames.numbered(32, 1));
        final List<String> causes = List.of("chunk 4, but the pool has chunks 0..3", "chunk 4294967295, but",
            "65537 bytes of chunk 0, but a chunk has 1..65536", "0 bytes of chunk 0", "4294967295 bytes of chunk 0",
            "where only ReadRequest may");
        for (int i = 0; i < bad.size(); i++) {
            final UnsafeBuffer frame = bad.get(i);
            try (TestPool pool = pool(); Readiness readiness = new Readiness(); FakeTarget fake = new FakeTarget();
                SourceLink source = LinkPair.connect(tcp, fake.endpoint(), pool, LinkPair.OPTIONS, readiness)) {
                await("open", readiness, () -> source.state() == LinkState.OPEN);
                fake.acceptFrames();
                source.openData(1, 2, token(1));
                await("attached", readiness, () -> source.serve() > 0);
                write(fake.acceptData(), frame);
                await("lost", readiness, () -> {
                    source.serve();
                    source.poll(new TestFrames(), 1);
                    return source.state() == LinkState.LOST;
                });
                assertTrue(source.cause().startsWith("bad READ from " + fake.endpoint()), source.cause());
                assertTrue(source.cause().contains(causes.get(i)), source.cause());
            }
        }
    }

    @Test
    void badReplyOrSourceClosedInMidReadLosesTheTargetLink() throws IOException {
        final UnsafeBuffer wrongChunk =
            new UnsafeBuffer(new byte[FrameHeader.BODY_OFFSET + ReadReplyEncoder.BLOCK_LENGTH]);
        new ReadReplyEncoder().wrapAndApplyHeader(wrongChunk, FrameHeader.LENGTH, new MessageHeaderEncoder())
            .readId(0).chunk(3).length(CHUNK);
        FrameHeader.write(wrongChunk, 0, wrongChunk.capacity(), 0);
        final UnsafeBuffer right = new UnsafeBuffer(wrongChunk.byteArray().clone());
        new ReadReplyEncoder().wrap(right, FrameHeader.BODY_OFFSET).readId(0).chunk(2).length(CHUNK);
        assertTrue(targetCause(wrongChunk, 1).contains("reply 0 with 65536 bytes of chunk 3, but READ 0 of "
            + "65536 bytes of chunk 2 is next"));
        assertTrue(targetCause(TestFrames.numbered(32, 1), 1).contains("where a ReadReply was due"));
        assertTrue(targetCause(right, 1).startsWith("closed by the peer 127.0.0.1:"));
        assertTrue(targetCause(right, 0).contains("bytes that no READ asked for"));
    }

    /** Makes a target link, posts READs, answers with a frame and 100 bytes, closes; returns the cause of the loss. */
    private String targetCause(final UnsafeBuffer answer, final int reads) throws IOException {
        try (Readiness readiness = new Readiness();
            TestImage image = new TestImage(CHUNK, 1);
            TcpListener listener = (TcpListener) LinkPair.listen(tcp, ANY_PORT, readiness);
            SocketChannel frames = dial(listener); SocketChannel data = dial(listener)) {
            write(frames, TestFrames.hello());
            final TargetLink[] link = new TargetLink[1];
            await("accepted", readiness, () -> {
                link[0] = listener.accept();
                return link[0] != null;
            });
            link[0].expectData(1, 2, token(9));
            try (TestPool pool = pool()) {
                link[0].attach(PoolRegions.whole(pool, ""), CHUNK, CHUNKS, 1);
            }
            write(data, FakeTarget.attach(1, 2, token(9)));
            await("readable", readiness, link[0]::readable);
            if (reads > 0) {
                link[0].read(0, 2, CHUNK, image.map(0, CHUNK));
            }
            write(data, answer);
            data.write(ByteBuffer.allocate(100));
            data.shutdownOutput();
            await("lost", readiness, () -> {
                link[0].pollReads((slot, fault) -> {
                    throw new AssertionError("READ has completed");
                }, 10);
                link[0].poll(new TestFrames(), 10);
                return link[0].state() == LinkState.LOST;
            });
            return link[0].cause();
        }
    }

    @Test
    void connectFaultsAreNamed() throws IOException {
        try (TestPool pool = pool(); Readiness readiness = new Readiness(); ServerSocketChannel full =
            ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1)) {
            final Endpoint unknown = new Endpoint.Inet("no-such-host.invalid", 7471);
            assertEquals("can't connect to no-such-host.invalid:7471: the host name is not known; check it, or give an "
                + "address", LinkPair.connect(tcp, unknown, pool, LinkPair.OPTIONS, readiness).cause());
            // A listener whose queue is full lets further connects hang.
            final InetSocketAddress address = (InetSocketAddress) full.getLocalAddress();
            final List<SocketChannel> queued = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                final SocketChannel socket = SocketChannel.open();
                socket.configureBlocking(false);
                socket.connect(address);
                queued.add(socket);
            }
            final Endpoint slow = new Endpoint.Inet("127.0.0.1", address.getPort());
            try (SourceLink link = LinkPair.connect(tcp, slow, pool, new LinkOptions(SECOND / 5, 8), readiness)) {
                await("timed out", readiness, () -> link.state() == LinkState.LOST);
                assertEquals("no answer from " + slow + " within 200 ms: check the address and the firewalls between",
                    link.cause());
                assertFalse(link.nobodyListens());
            }
            for (final SocketChannel socket : queued) {
                socket.close();
            }
        }
    }

    @Test
    void addressesItCantUseAreRefusedWithTheRemedy() {
        try (Readiness readiness = new Readiness();
            TcpListener listener = (TcpListener) LinkPair.listen(tcp, ANY_PORT, readiness)) {
            assertEquals("can't listen at " + listener.endpoint() + ": the address is taken; give another, or stop the "
                + "program that has it", refusal(listener.endpoint(), readiness));
            assertEquals("transport tcp can't use unix:/tmp/x: give HOST:PORT, or --transport shm for a target on this "
                + "host", refusal(Endpoint.parse("unix:/tmp/x"), readiness));
            assertTrue(refusal(Endpoint.parse("192.0.2.1:7471"), readiness).contains("not an address of this host"));
            assertTrue(refusal(Endpoint.parse("no-such-host.invalid:7471"), readiness).contains("is not known"));
        }
    }

    private String refusal(final Endpoint endpoint, final Readiness readiness) {
        return assertThrows(
            TransportException.class, () -> LinkPair.listen(tcp, endpoint, readiness)).getMessage();
    }
}
