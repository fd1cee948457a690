package org.rankferry.engine.transport.shm;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.transport.Endpoint;
import org.rankferry.engine.transport.LinkPair;
import org.rankferry.engine.transport.LinkState;
import org.rankferry.engine.transport.PoolRegions;
import org.rankferry.engine.transport.Readiness;
import org.rankferry.engine.transport.TargetListener;
import org.rankferry.engine.transport.TestImage;
import org.rankferry.engine.transport.TestPool;
import org.rankferry.engine.transport.TransportException;
import org.rankferry.protocol.session.PoolRegion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ShmTransportTest {
    private static final int CHUNK = 64 << 10;
    private static final int CHUNKS = 4;

    @TempDir
    private Path directory;

    private final ShmTransport shm = new ShmTransport();

    private Path socket() {
        return directory.resolve("socket");
    }

    private Endpoint at() {
        return new Endpoint.Local(socket());
    }

    private TestPool pool() {
        return new TestPool(directory.resolve("pool"), CHUNKS, CHUNK);
    }

    @Test
    void socketIsForItsOwnerAndGoesWithTheListener() throws IOException {
        try (Readiness readiness = new Readiness()) {
            final TargetListener listener = LinkPair.listen(shm, at(), readiness);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())));
            assertEquals("unix:" + socket(), listener.endpoint().toString());
            listener.close();
            assertFalse(Files.exists(socket(), LinkOption.NOFOLLOW_LINKS));
            listener.close();
        }
    }

    @Test
    void socketOfADeadTargetIsReplacedALiveOneRefused() throws IOException {
        // Closing without removing is what a killed target leaves.
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket())).close();
        assertTrue(Files.exists(socket()));
        try (Readiness readiness = new Readiness();
            TargetListener first = LinkPair.listen(shm, at(), readiness)) {
            assertEquals("a target already listens at unix:" + socket() + ": stop it, or give another path",
                refusal(at()));
            assertTrue(Files.exists(socket()), first + " keeps its socket");
        }
    }

    @Test
    void addressesItCantUseAreRefusedWithTheRemedy() throws IOException {
        assertEquals("transport shm can't use localhost:7471: both ends are on this host, so give unix:PATH; "
            + "for another host use --transport tcp", refusal(new Endpoint.Inet("localhost", 7471)));
        final String longName = "/tmp/" + "x".repeat(103);
        assertTrue(
            refusal(Endpoint.parse("unix:" + longName)).contains("the path is 108 bytes long, a socket's has 107"));
        Files.writeString(socket(), "data");
        assertTrue(refusal(at()).contains("a file is there that is not a socket"));
        assertEquals("data", Files.readString(socket()));
        assertTrue(refusal(Endpoint.parse("unix:" + directory + "/none/socket")).startsWith("can't listen at unix:"));
    }

    @Test
    void poolThatIsNotWhatWasAnnouncedLosesTheLink() throws IOException {
        final Path small = Files.write(directory.resolve("small"), new byte[100]);
        final Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("pool"));
        final Map<String, String> refusals = Map.of(
            small.toString(), "has 100 bytes, but " + CHUNKS + " chunks of " + CHUNK + " were announced",
            link.toString(), "is not a regular file",
            directory.toString(), "is not a regular file",
            directory.resolve("none").toString(), "is not on this host: shm needs both ends on one host",
            "relative/pool", "is not an absolute path",
            "", "is not an absolute path",
            "/a\0b", "has no valid name");
        for (final Map.Entry<String, String> refusal : refusals.entrySet()) {
            try (TestPool pool = pool(); LinkPair pair = new LinkPair(shm, at(), pool)) {
                pair.target().attach(
                    new PoolRegions(new PoolRegion[0], refusal.getKey()), CHUNK, CHUNKS, 2);
                assertEquals(LinkState.LOST, pair.target().state());
                assertTrue(pair.target().cause().contains(refusal.getValue()), pair.target().cause());
                assertFalse(pair.target().readable());
            }
        }
    }

    @Test
    void poolCutWhileItIsReadLosesTheLinkAndNotTheProcess() throws IOException {
        try (TestPool pool = pool();
            TestImage image = new TestImage(CHUNK, 1);
            LinkPair pair = new LinkPair(shm, at(), pool).attach(pool, 1)) {
            try (FileChannel file = FileChannel.open(pool.path(), StandardOpenOption.WRITE)) {
                file.truncate(CHUNK);
            }
            pair.target().read(0, 2, CHUNK, image.map(0, CHUNK));
            pair.target().pollReads((slot, fault) -> {
                throw new AssertionError("a READ beyond the end of the file has completed");
            }, 1);
            assertEquals(LinkState.LOST, pair.target().state());
            assertTrue(pair.target().cause().contains("was cut while it was read"), pair.target().cause());
        }
    }

    @Test
    void largeChunkIsCopiedBlockByBlock() {
        final int large = 4 << 20;
        try (TestPool pool = new TestPool(directory.resolve("pool"), 1, large);
            TestImage image = new TestImage(large, 2);
            LinkPair pair = new LinkPair(shm, at(), pool).attach(pool, 1)) {
            pair.target().read(0, 0, large, image.map(100, large));
            int polls = 1;
            final int[] done = new int[1];
            while (pair.target().pollReads((slot, fault) -> done[0]++, 1) > 0 && done[0] == 0) {
                polls++;
            }
            assertEquals(large / CopyQueue.BUDGET_BYTES, polls);
            assertEquals(-1, image.mismatch(100, 0, large));
        }
    }

    private String refusal(final Endpoint endpoint) {
        try (Readiness readiness = new Readiness()) {
            return assertThrows(
                TransportException.class, () -> LinkPair.listen(shm, endpoint, readiness)).getMessage();
        }
    }
}
