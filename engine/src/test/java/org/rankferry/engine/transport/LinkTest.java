package org.rankferry.engine.transport;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankferry.engine.api.RdmaOptions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What holds for the links of every transport. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LinkTest {
    private static final int CHUNK = 64 << 10;
    private static final int CHUNKS = 10;
    private static final int LARGE = LinkPair.cycles(64) << 16;

    @TempDir
    private Path directory;

    /** Names of the transports to try. */
    Stream<String> transports() {
        return Stream.of("shm", "tcp");
    }

    Stream<Arguments> depthsAndSizes() {
        final int[][] cases = {{1, 4096}, {2, 65536}, {7, 65536}, {16, 4096}, {3, LARGE}};
        return transports().flatMap(
            name -> Arrays.stream(cases).map(one -> Arguments.of(name, one[0], one[1])));
    }

    private static Transport transport(final String name) {
        return Transports.load().named(name);
    }

    final TestPool pool(final int chunks, final int chunkBytes) {
        return new TestPool(directory.resolve("pool"), chunks, chunkBytes);
    }

    final LinkPair pair(final String name, final TestPool pool) {
        final Transport transport = transport(name);
        return new LinkPair(transport, LinkPair.endpoint(transport, directory), pool);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void framesOfEverySizeTravelBothWaysInOrder(final String name) {
        try (TestPool pool = pool(1, 4096); LinkPair pair = pair(name, pool)) {
            final Random random = new Random(11);
            final int frames = 3000;
            final int[] sizes = new int[frames];
            for (int i = 0; i < frames; i++) {
                sizes[i] = i < 2 ? 16 + i * (4096 - 16) : 16 + random.nextInt(4096 - 16 + 1);
            }
            int sent = 0;
            while (sent < frames) {
                final int burst = Math.min(frames - sent, 1 + random.nextInt(60));
                for (int i = 0; i < burst; i++) {
                    LinkPair.send(pair.source(), TestFrames.numbered(sizes[sent], sent));
                    LinkPair.send(pair.target(), TestFrames.numbered(sizes[sent], ~sent));
                    sent++;
                }
                final int due = sent;
                pair.until("all frames of the burst there", () ->
                    pair.atTarget().taken().size() == due + 1 && pair.atSource().taken().size() == due);
            }
            for (int i = 0; i < frames; i++) {
                assertEquals(TestFrames.numbered(sizes[i], i), pair.atTarget().taken().get(i + 1), "frame " + i);
                assertEquals(TestFrames.numbered(sizes[i], ~i), pair.atSource().taken().get(i), "frame " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("depthsAndSizes")
    void readsLandWhereTheyShouldAtEveryDepthAndSize(final String name, final int depth, final int chunkBytes) {
        final int slab = chunkBytes + 8;
        try (TestPool pool = pool(16, chunkBytes);
            LinkPair pair = pair(name, pool).attach(pool, depth);
            TestImage image = new TestImage(slab, 2 * depth + 2, pair.registrar())) {
            final Reads reads = new Reads(pair, pool, image, depth, new Random(5));
            reads.run(Math.max(12 * depth, 40));
            assertEquals(0, reads.wrong(), "READs with wrong bytes");
            assertTrue(reads.crossed() > 0, "no READ crossed from one slab into the next");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void readsAllocateNothingNotEvenTheFirstOfManyAtOnce(final String name) {
        try (TestPool pool = pool(CHUNKS, 4096)) {
            allocatedByReads(name, pool, LinkPair.cycles(30_000));
            final int count = LinkPair.cycles(10_000);
            // A further connection of the link may join late, which is no READ's cost.
            assertEquals(0, LongStream.generate(() -> allocatedByReads(name, pool, count)).limit(3).min().orElseThrow(),
                "bytes allocated for " + count + " READs");
        }
    }

    /** Of a new link, once it carries single ones. */
    private long allocatedByReads(final String name, final TestPool pool, final int count) {
        final int depth = 8;
        try (LinkPair pair = pair(name, pool).attach(pool, depth);
            TestImage image = new TestImage(5000, 2 * depth + 2, pair.registrar())) {
            final Reads single = new Reads(pair, pool, image, 1, new Random(5));
            single.check(false);
            single.run(100);
            final Reads many = new Reads(pair, pool, image, depth, new Random(5));
            many.check(false);
            final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            final long before = threads.getCurrentThreadAllocatedBytes();
            many.run(count);
            return threads.getCurrentThreadAllocatedBytes() - before;
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void lastWordsArriveBeforeTheLinkIsLost(final String name) {
        try (TestPool pool = pool(CHUNKS, CHUNK); LinkPair pair = pair(name, pool).attach(pool, 2)) {
            for (int i = 0; i < 20; i++) {
                LinkPair.send(pair.target(), TestFrames.numbered(300, i));
            }
            pair.target().flush();
            pair.target().close();
            pair.readiness().poll();
            // The source writes into a connection that is closed, which must not hide what came before.
            for (int i = 0; i < 3; i++) {
                LinkPair.send(pair.source(), TestFrames.numbered(64, i));
                pair.source().flush();
                pair.source().serve();
                pair.readiness().poll();
            }
            pair.until("lost", () -> pair.source().state() == LinkState.LOST);
            assertEquals(20, pair.atSource().taken().size());
            assertTrue(pair.source().cause().contains(pair.source().peer()), pair.source().cause());
            assertFalse(pair.source().nobodyListens());
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void closedByThePeerIsSaidWithItsName(final String name) {
        try (TestPool pool = pool(CHUNKS, CHUNK); LinkPair pair = pair(name, pool)) {
            pair.source().close();
            assertEquals(LinkState.CLOSED, pair.source().state());
            pair.until("lost", () -> pair.target().state() == LinkState.LOST);
            assertTrue(pair.target().cause().startsWith("closed by the peer " + pair.target().peer()),
                pair.target().cause());
            final String cause = pair.target().cause();
            LinkPair.send(pair.target(), TestFrames.numbered(64, 1));
            assertEquals(0, pair.target().flush());
            assertEquals(0, pair.target().poll(pair.atTarget(), 10));
            assertEquals(0, pair.target().pollReads((slot, fault) -> { }, 10));
            assertFalse(pair.target().readable());
            assertEquals(cause, pair.target().cause());
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void readBeyondThePoolLosesTheLinkWithBothNumbers(final String name) {
        for (final int[] bad : List.of(new int[] {CHUNKS, 1}, new int[] {-1, 1}, new int[] {0, CHUNK + 1})) {
            try (TestPool pool = pool(CHUNKS, CHUNK);
                LinkPair pair = pair(name, pool).attach(pool, 2);
                TestImage image = new TestImage(4 * CHUNK, 1, pair.registrar())) {
                pair.target().read(0, bad[0], bad[1], image.map(0, bad[1]));
                assertEquals(LinkState.LOST, pair.target().state());
                assertTrue(pair.target().cause().startsWith(
                    "READ of " + bad[1] + " bytes of chunk " + bad[0] + " refused: the pool"), pair.target().cause());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void destinationOfAnotherLengthIsTheCallersMistake(final String name) {
        try (TestPool pool = pool(CHUNKS, CHUNK);
            LinkPair pair = pair(name, pool).attach(pool, 1);
            TestImage image = new TestImage(4 * CHUNK, 1, pair.registrar())) {
            assertThrows(IllegalArgumentException.class, () -> pair.target().read(0, 1, 10, image.map(0, 9)));
            pair.target().read(0, 1, 10, image.map(0, 10));
            assertThrows(IllegalStateException.class, () -> pair.target().read(1, 1, 10, image.map(0, 10)));
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void peerThatNeverReadsIsGivenUpNotWaitedFor(final String name) {
        try (TestPool pool = pool(CHUNKS, CHUNK); LinkPair pair = pair(name, pool)) {
            final UnsafeBuffer frame = TestFrames.numbered(4096, 1);
            for (int i = 0; i < 20_000 && pair.source().state() == LinkState.OPEN; i++) {
                LinkPair.send(pair.source(), frame);
                pair.source().flush();
                pair.readiness().poll();
            }
            assertEquals(LinkState.LOST, pair.source().state());
            assertTrue(pair.source().cause().contains("has not taken"), pair.source().cause());
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void nobodyThereIsSaidWithTheRemedy(final String name) {
        final Transport transport = transport(name);
        final Endpoint at = LinkPair.endpoint(transport, directory);
        try (TestPool pool = pool(1, 4096);
            Readiness readiness = new Readiness();
            Fabric fabric = transport.open(FabricNeeds.listening(RdmaOptions.DEFAULT, at), readiness)) {
            final TargetListener listener = fabric.listen(at, LinkPair.OPTIONS);
            final Endpoint gone = listener.endpoint();
            listener.close();
            try (SourceLink link = fabric.connect(gone, pool, LinkPair.OPTIONS)) {
                final long deadline = System.nanoTime() + LinkPair.OPTIONS.connectTimeoutNs();
                while (link.state() == LinkState.CONNECTING && System.nanoTime() < deadline) {
                    readiness.poll();
                }
                assertEquals(LinkState.LOST, link.state());
                assertTrue(link.cause().contains(gone + ": nobody listens there"), link.cause());
                assertTrue(link.cause().contains("start `rankferry receive"), link.cause());
                assertTrue(link.nobodyListens());
                assertNull(listener.accept());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void noDescriptorIsLeftBehind(final String name) throws IOException {
        final Transport transport = transport(name);
        try (TestPool pool = pool(CHUNKS, 4096)) {
            cycle(transport, pool);
            final long before = descriptors();
            for (int i = 0; i < LinkPair.cycles(200); i++) {
                cycle(transport, pool);
            }
            assertEquals(before, descriptors());
        }
    }

    @Test
    void everyTransportIsFoundByName() {
        assertEquals(List.of("rdma", "shm", "tcp"), Transports.load().names());
    }

    private void cycle(final Transport transport, final TestPool pool) {
        try (LinkPair pair = new LinkPair(transport, LinkPair.endpoint(transport, directory), pool).attach(pool, 2);
            TestImage image = new TestImage(CHUNK, 1, pair.registrar())) {
            final boolean[] done = new boolean[1];
            pair.target().read(0, 3, 4096, image.map(0, 4096));
            pair.until("READ", () -> {
                pair.target().pollReads((slot, fault) -> done[0] = true, 1);
                return done[0];
            });
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
