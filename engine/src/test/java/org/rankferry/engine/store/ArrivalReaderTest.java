package org.rankferry.engine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rankferry.engine.api.ImageReadException;
import org.rankferry.engine.api.ImageReader;
import org.rankferry.protocol.image.ExtentSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(30)
final class ArrivalReaderTest {
    private static final int CHUNK = 4096;
    private static final int LENGTH = 600_001;

    private Path directory;
    private ImageStore store;
    private ExecutorService threads;

    @BeforeEach
    void open() throws IOException {
        directory = StoreScene.newDirectory();
        store = ImageStores.open("memory",
            StoreScene.options(directory, CHUNK, new StoreOptions.Reserve(1, 1 << 20)));
        store.prepareAll();
        threads = Executors.newCachedThreadPool();
    }

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
        store.close();
        StoreScene.remove(directory);
    }

    private static long in(final long millis) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static long follow(final IncomingSet set, final long seed) {
        final Random random = new Random(seed);
        final ByteBuffer buffer = ByteBuffer.allocateDirect(20_000);
        try (ImageReader reader = set.reader(3, "ctx", in(10_000))) {
            long at = 0;
            while (true) {
                buffer.clear().limit(1 + random.nextInt(buffer.capacity()));
                final int length = reader.read(buffer, in(10_000));
                if (length < 0) {
                    return at;
                }
                for (int i = 0; i < length; i++, at++) {
                    if (buffer.get(i) != StoreScene.byteAt(3, "ctx", 0, at)) {
                        throw new AssertionError("reader " + seed + ": wrong byte at " + at);
                    }
                }
                assertEquals(at, reader.position());
            }
        }
    }

    @Test
    void severalReadersFollowAStreamThatArrivesOutOfOrder() throws Exception {
        final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
        final List<Future<Long>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            final int seed = i;
            readers.add(threads.submit(() -> follow(set, seed)));
        }
        final IncomingStream stream = set.open(3, "ctx", LENGTH, false);
        final ExtentSet held = new ExtentSet();
        final Random random = new Random(11);
        for (int group = 0; group < LENGTH; group += 4 * CHUNK) {
            final List<Integer> starts = new ArrayList<>();
            for (int at = group; at < Math.min(LENGTH, group + 4 * CHUNK); at += CHUNK) {
                starts.add(at);
            }
            Collections.shuffle(starts, random);
            for (final int at : starts) {
                final int length = Math.min(CHUNK, LENGTH - at);
                stream.write(at, ByteBuffer.wrap(StoreScene.bytes(3, "ctx", 0, at, length)));
                held.add(at, at + length);
                stream.arrival().publish(held.contiguousFrom(0));
            }
        }
        stream.finish(LENGTH, held);
        stream.arrival().end(LENGTH);
        for (final Future<Long> reader : readers) {
            assertEquals(LENGTH, reader.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aDeadlinePassesAndTheReaderGoesOn() {
        final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
        final IncomingStream stream = set.open(1, "ctx", 0, false);
        try (ImageReader reader = set.reader(1, "ctx", in(0))) {
            for (int i = 0; i < 3; i++) {
                final ImageReadException e = assertThrows(ImageReadException.class,
                    () -> reader.read(ByteBuffer.allocate(10), in(5)));
                assertTrue(e.deadlinePassed());
                assertEquals("rank 1, stream ctx, offset 0: no byte came before the deadline", e.getMessage());
            }
            stream.write(0, ByteBuffer.wrap(new byte[] {7}));
            stream.arrival().publish(1);
            assertEquals(1, reader.read(ByteBuffer.allocate(10), in(0)));
        }
        final ImageReadException e = assertThrows(ImageReadException.class, () -> set.reader(2, "none", in(5)));
        assertTrue(e.deadlinePassed() && e.getMessage().contains("rank 2, stream none"), e.getMessage());
    }

    @Test
    void anAbortWakesReadersWithTheReason() throws Exception {
        final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
        final IncomingStream stream = set.open(1, "ctx", 0, false);
        stream.write(0, ByteBuffer.allocate(10));
        stream.arrival().publish(10);
        final CountDownLatch readTen = new CountDownLatch(1);
        final Future<ImageReadException> reading = threads.submit(() -> {
            try (ImageReader reader = set.reader(1, "ctx", in(10_000))) {
                assertEquals(10, reader.read(ByteBuffer.allocate(100), in(10_000)));
                readTen.countDown();
                return assertThrows(ImageReadException.class, () -> reader.read(ByteBuffer.allocate(1), in(20_000)));
            }
        });
        final Future<ImageReadException> opening = threads.submit(
            () -> assertThrows(ImageReadException.class, () -> set.reader(9, "ctx", in(20_000))));
        assertTrue(readTen.await(10, TimeUnit.SECONDS));
        set.discard("the source was lost");
        assertFalse(opening.get(10, TimeUnit.SECONDS).deadlinePassed());
        final String message = reading.get(10, TimeUnit.SECONDS).getMessage();
        assertTrue(message.equals("rank 1, stream ctx, offset 10: the source was lost"), message);
    }

    @Test
    void readersOfARecycledSetGetAnErrorAndNoBytesOfTheNext() {
        final IncomingSet set = store.begin(StoreScene.identity("job", 1, 0));
        final IncomingStream stream = set.open(1, "ctx", 0, false);
        try (ImageReader reader = set.reader(1, "ctx", in(0))) {
            final ExtentSet held = new ExtentSet();
            held.add(0, 100);
            stream.write(0, ByteBuffer.allocate(100));
            stream.finish(100, held);
            stream.arrival().end(100);
            set.commit(StoreScene.manifest("job", List.of()));
            assertEquals(40, reader.read(ByteBuffer.allocate(40), in(0)));
            store.recycle(set.directory());
            StoreScene.writeStream(store.begin(StoreScene.identity("job", 2, 0)), 1, 0, "other", 1000, CHUNK);
            final ByteBuffer buffer = ByteBuffer.allocate(40);
            final ImageReadException e =
                assertThrows(ImageReadException.class, () -> reader.read(buffer, in(0)));
            assertEquals("rank 1, stream ctx, offset 40: the image set was recycled", e.getMessage());
            assertEquals(0, buffer.position());
        }
    }

    @Test
    void seekableStreamsAreReadWhenTheyAreWhole() {
        final Arrival arrival = new Arrival(0, "ctx", true);
        arrival.publish(100);
        assertEquals(0, arrival.available());
        arrival.end(100);
        assertEquals(100, arrival.available());
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        final Arrival arrival = new Arrival(5, "ctx", false);
        final Future<String> waiting = threads.submit(() -> assertThrows(ImageReadException.class,
            () -> arrival.await(0, in(20_000), new Arrival.Waiter())).getMessage());
        threads.shutdownNow();
        assertEquals("rank 5, stream ctx, offset 0: the reading thread was interrupted",
            waiting.get(10, TimeUnit.SECONDS));
    }

    @Test
    void noPublishIsMissed() throws Exception {
        final int steps = 200_000;
        final Arrival arrival = new Arrival(0, "ctx", false);
        final List<Future<Long>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiters.add(threads.submit(() -> {
                final Arrival.Waiter waiter = new Arrival.Waiter();
                long position = 0;
                long reached = 0;
                while (reached >= 0) {
                    position = reached;
                    // A publish that is missed shows as this deadline.
                    reached = arrival.await(position, in(10_000), waiter);
                }
                return position;
            }));
        }
        for (int i = 1; i <= steps; i++) {
            arrival.publish(i);
            if (i % 64 == 0) {
                // Waiters get to park in between, or there would be nothing to miss.
                LockSupport.parkNanos(1);
            }
        }
        arrival.end(steps);
        for (final Future<Long> waiter : waiters) {
            assertEquals(steps, waiter.get(20, TimeUnit.SECONDS));
        }
    }
}
