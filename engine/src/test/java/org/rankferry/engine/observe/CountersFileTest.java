package org.rankferry.engine.observe;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankferry.engine.api.RankProgress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CountersFileTest {
    @TempDir
    private Path dir;

    @Test
    void roundTripThroughTwoMappings() throws IOException {
        final long before = System.currentTimeMillis();
        try (CountersFile file = CountersFile.create(dir, AgentKind.SOURCE, "lu.C.64")) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())));
            final AgentCounters counters = new AgentCounters(file.counters());
            counters.increment(AgentCounter.CHUNKS_READY);
            counters.add(AgentCounter.BYTES_READ, 5L << 32);
            counters.set(AgentCounter.STREAMS_OPEN, 10);
            counters.add(AgentCounter.STREAMS_OPEN, -3);
            final RankCounters rank = counters.rank(17);
            rank.begin(1000);
            rank.addExpectedBytes(24);
            rank.addBytes(512);
            file.errorLog().record(new IOException("rank 17: socket closed"));
            file.errorLog().record(new IllegalStateException("other"));

            final CountersSnapshot snapshot = CountersSnapshot.read(file.path());
            assertEquals(AgentKind.SOURCE, snapshot.kind());
            assertEquals("lu.C.64", snapshot.name());
            assertEquals(ProcessHandle.current().pid(), snapshot.pid());
            assertTrue(snapshot.startTimeMs() >= before && snapshot.startTimeMs() <= System.currentTimeMillis());
            assertTrue(snapshot.alive());
            assertEquals(1, snapshot.value(AgentCounter.CHUNKS_READY));
            assertEquals(5L << 32, snapshot.value(AgentCounter.BYTES_READ));
            assertEquals(7, snapshot.value(AgentCounter.STREAMS_OPEN));
            assertEquals(0, snapshot.value(AgentCounter.ERRORS));
            assertEquals(List.of(new RankProgress(17, 512, 1024, "writing")), snapshot.progress());
            assertEquals(counters.progress(), snapshot.progress());
            assertEquals(AgentCounter.values().length + RankCounters.COUNTERS_PER_RANK, snapshot.counters().size());
            assertEquals(
                new CountersSnapshot.Counter(1, CountersSnapshot.NO_RANK, "bytes_read (bytes)", 5L << 32),
                snapshot.counters().getFirst());
            assertEquals(2, snapshot.errors().size());
            final CountersSnapshot.LoggedError error = snapshot.errors().getFirst();
            assertEquals("java.io.IOException: rank 17: socket closed", error.summary());
            assertEquals(1, error.count());
            assertTrue(error.firstMs() >= before && error.lastMs() >= error.firstMs());
        }
    }

    @Test
    void freedRanksAreNoLongerListed() throws IOException {
        try (CountersFile file = CountersFile.create(dir, AgentKind.TARGET, "spare")) {
            final AgentCounters counters = new AgentCounters(file.counters());
            for (int rank = 0; rank < 5; rank++) {
                counters.rank(rank).addBytes(rank * 100L + 1);
            }
            counters.forgetRanks();
            counters.rank(9).addBytes(7);
            assertEquals(List.of(new RankProgress(9, 7, 0, "attached")), CountersSnapshot.read(file.path()).progress());
        }
    }

    @Test
    void rankBeyondCapacityIsStillCounted() throws IOException {
        try (CountersFile file = CountersFile.create(dir, AgentKind.SOURCE, "huge")) {
            final AgentCounters counters = new AgentCounters(file.counters());
            for (int rank = 0; rank < CountersLayout.MAX_COUNTERS; rank++) {
                counters.rank(rank).addBytes(rank);
            }
            assertEquals(CountersLayout.MAX_COUNTERS, counters.progress().size());
            assertEquals(CountersLayout.MAX_COUNTERS - 1, counters.progress().getLast().bytes());
            final int shown = CountersSnapshot.read(file.path()).progress().size();
            assertEquals((CountersLayout.MAX_COUNTERS - AgentCounter.values().length) / 3, shown);
            counters.forgetRanks();
            assertTrue(CountersSnapshot.read(file.path()).progress().isEmpty());
        }
    }

    @Test
    void secondAgentInTheSameDirectoryIsRefused() throws IOException {
        try (CountersFile file = CountersFile.create(dir, AgentKind.SOURCE, "a")) {
            assertThrows(
                FileAlreadyExistsException.class, () -> CountersFile.create(dir, AgentKind.SOURCE, "b"));
            assertEquals("a", CountersSnapshot.read(file.path()).name(), "the first one's file is untouched");
        }
    }

    @Test
    void counterReadAfterCloseIsStaleAndNoCrash() throws IOException {
        final CountersFile file = CountersFile.create(dir, AgentKind.SOURCE, "a");
        final AtomicCounter counter = file.counters().newCounter("x");
        file.close();
        file.close();
        assertThrows(IllegalStateException.class, file::counters);
        Files.delete(file.path());
        counter.setRelease(42);
        assertEquals(42, counter.get());
    }

    @Test
    void otherProcessWithTheSamePidIsNotTheAgent() throws IOException {
        try (CountersFile file = CountersFile.create(dir, AgentKind.SOURCE, "a")) {
            poke(file.path(), CountersLayout.START_TICKS_OFFSET, 12345L);
            assertFalse(CountersSnapshot.read(file.path()).alive());
            poke(file.path(), CountersLayout.PID_OFFSET, Integer.MAX_VALUE);
            assertFalse(CountersSnapshot.read(file.path()).alive());
        }
    }

    @Test
    void absentFileIsToldInOneLine() {
        assertRefused("is not there: no agent runs in that directory");
    }

    @Test
    void garbageIsRefused() throws IOException {
        final Path file = dir.resolve(CountersFile.FILE_NAME);
        Files.write(file, new byte[10]);
        assertRefused("has 10 bytes: cut, or no counters file");
        Files.write(file, "not counters, but long enough. ".repeat(1000).getBytes(StandardCharsets.US_ASCII));
        assertRefused("is no counters file: magic 6e756f6320746f6e");
        Files.write(file, new byte[CountersLayout.FILE_LENGTH]);
        assertRefused("is still being made by its agent: ask again");
    }

    @Test
    void cutAndLongFilesAreRefused() throws IOException {
        final Path file = CountersFile.create(dir, AgentKind.SOURCE, "a").path();
        final byte[] whole = Files.readAllBytes(file);
        assertEquals(CountersLayout.FILE_LENGTH, whole.length);
        Files.write(dir.resolve("cut"), Arrays.copyOf(whole, whole.length - 1));
        Files.move(dir.resolve("cut"), file, StandardCopyOption.REPLACE_EXISTING);
        assertRefused("has " + (whole.length - 1) + " bytes, its header says " + whole.length);
        Files.write(dir.resolve("long"), Arrays.copyOf(whole, whole.length + 8));
        Files.move(dir.resolve("long"), file, StandardCopyOption.REPLACE_EXISTING);
        assertRefused("has " + (whole.length + 8) + " bytes, its header says " + whole.length);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "8  | 0  | is still being made by its agent: ask again",
        "8  | 2  | has version 2, this rankferry reads 1: use the rankferry that runs the agent",
        "12 | 99 | is damaged: agent kind 99",
        "40 | -512 | is damaged: section lengths -512, ",
        "44 | 64 | is damaged: section lengths ",
        "48 | 0  | is damaged: section lengths ",
        "48 | 2147483647 | bytes, its header says ",
        "52 | 257 | is damaged: name length 257, at most 256",
    })
    void damagedHeaderIsRefused(final int offset, final int value, final String why) throws IOException {
        poke(CountersFile.create(dir, AgentKind.SOURCE, "a").path(), offset, value);
        assertRefused(why);
    }

    @Test
    void damagedRecordsAreRefused() throws IOException {
        try (CountersFile file = CountersFile.create(dir, AgentKind.SOURCE, "a")) {
            file.counters().newCounter("x");
            file.errorLog().record(new IOException("y"));
            final int label = CountersLayout.HEADER_LENGTH + CountersReader.LABEL_OFFSET;
            poke(file.path(), label, CountersReader.MAX_LABEL_LENGTH + 1);
            assertRefused("is damaged: label of counter 0 has length 381");
            poke(file.path(), label, 1);
            poke(file.path(), CountersLayout.FILE_LENGTH - CountersLayout.ERROR_LOG_LENGTH, 1 << 30);
            assertRefused("is damaged: error log entry at 0 has length 1073741824");
        }
    }

    /** The writer keeps bytes_read = 4096 * chunks_done, written in this order; a reader never sees more chunks. */
    @Test
    void readersWhileTheAgentWrites() throws Exception {
        final int chunks = 200_000;
        try (CountersFile file = CountersFile.create(dir, AgentKind.TARGET, "t");
            ExecutorService threads = Executors.newFixedThreadPool(1)) {
            final AgentCounters counters = new AgentCounters(file.counters());
            final AtomicBoolean read = new AtomicBoolean();
            final Future<Integer> reader = threads.submit(() -> {
                int snapshots = 0;
                long last = 0;
                while (last < chunks) {
                    final CountersSnapshot snapshot = CountersSnapshot.read(file.path());
                    final long done = snapshot.value(AgentCounter.CHUNKS_DONE);
                    assertTrue(done >= last, "chunks_done went back from " + last + " to " + done);
                    for (final RankProgress rank : snapshot.progress()) {
                        assertEquals(0, rank.bytes() % 4096);
                        assertTrue(rank.rank() >= 0 && rank.rank() < 64, rank.toString());
                    }
                    last = done;
                    snapshots++;
                    read.set(true);
                }
                return snapshots;
            });
            for (int i = 0; i < chunks; i++) {
                counters.rank(i % 64).addBytes(4096);
                counters.add(AgentCounter.BYTES_READ, 4096);
                counters.increment(AgentCounter.CHUNKS_DONE);
            }
            assertTrue(reader.get(30, TimeUnit.SECONDS) > 0);
            assertTrue(read.get());
            final CountersSnapshot end = CountersSnapshot.read(file.path());
            assertEquals(4096L * chunks, end.value(AgentCounter.BYTES_READ));
            assertEquals(4096L * chunks, end.progress().stream().mapToLong(RankProgress::bytes).sum());
        }
    }

    @Test
    void longNameIsRefusedAndLeavesNothing() {
        assertThrows(
            IllegalArgumentException.class, () -> CountersFile.create(dir, AgentKind.SOURCE, "x".repeat(257)));
        assertFalse(Files.exists(dir.resolve(CountersFile.FILE_NAME)));
    }

    private void assertRefused(final String why) {
        final Path file = dir.resolve(CountersFile.FILE_NAME);
        final IOException e = assertThrows(IOException.class, () -> CountersSnapshot.read(file));
        assertTrue(e.getMessage().startsWith("counters file " + file), e.getMessage());
        assertTrue(e.getMessage().contains(why), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    private static void poke(final Path file, final int offset, final int value) throws IOException {
        poke(file, offset, ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value));
    }

    private static void poke(final Path file, final int offset, final long value) throws IOException {
        poke(file, offset, ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(value));
    }

    private static void poke(final Path file, final int offset, final ByteBuffer value) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(offset);
            access.getChannel().write(value.flip());
        }
    }
}
