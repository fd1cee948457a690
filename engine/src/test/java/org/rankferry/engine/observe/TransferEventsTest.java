package org.rankferry.engine.observe;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TransferEventsTest {
    @TempDir
    private Path dir;

    @Test
    void eventsAreReadBack() throws IOException {
        final TransferEvents events = new TransferEvents("lu.C.64", 7);
        events.chunk(1, 1, 0, 1, 0, Outcome.OK, 1);
        try (Recording recording = new Recording()) {
            recording.enable(ChunkEvent.NAME);
            recording.enable(StreamEvent.NAME).withoutThreshold();
            recording.enable(SessionEvent.NAME).withoutThreshold();
            recording.start();
            events.sessionBegin();
            for (int i = 0; i < 3; i++) {
                events.chunk(3, 2, i * 1_048_576L + (5L << 32), 1_048_576, i, Outcome.OK, 1_000_000L + i);
            }
            events.stream(3, 2, 3_145_728, 3, Outcome.FAILED, 9_000_000);
            events.sessionEnd("shm", "target spare", 3_145_728, 3, Outcome.ABORTED);
            recording.stop();
            final Path file = dir.resolve("events.jfr");
            recording.dump(file);
            check(RecordingFile.readAllEvents(file));
        }
        events.chunk(1, 1, 0, 1, 0, Outcome.OK, 1);
    }

    private static void check(final List<RecordedEvent> all) {
        final List<RecordedEvent> chunks = named(all, "rankferry.Chunk");
        assertEquals(3, chunks.size(), "only those while it recorded");
        for (int i = 0; i < 3; i++) {
            final RecordedEvent chunk = chunks.get(i);
            assertEquals("lu.C.64", chunk.getString("job"));
            assertEquals(7, chunk.getLong("epoch"));
            assertEquals(3, chunk.getInt("rank"));
            assertEquals(2, chunk.getInt("stream"));
            assertEquals(i * 1_048_576L + (5L << 32), chunk.getLong("position"));
            assertEquals(1_048_576, chunk.getLong("bytes"));
            assertEquals(i, chunk.getInt("retries"));
            assertEquals("ok", chunk.getString("outcome"));
            assertEquals(Duration.ofNanos(1_000_000L + i), chunk.getDuration("latency"));
            assertEquals(List.of("Rankferry"), chunk.getEventType().getCategoryNames());
        }
        final RecordedEvent stream = named(all, "rankferry.Stream").getFirst();
        assertEquals(3_145_728, stream.getLong("bytes"));
        assertEquals(3, stream.getLong("chunks"));
        assertEquals("failed", stream.getString("outcome"));
        assertEquals(Duration.ofMillis(9), stream.getDuration("latency"));
        final RecordedEvent session = named(all, "rankferry.Session").getFirst();
        assertEquals("shm", session.getString("transport"));
        assertEquals("target spare", session.getString("peer"));
        assertEquals("aborted", session.getString("outcome"));
        assertEquals(3, session.getLong("retries"));
        assertTrue(session.getDuration().compareTo(Duration.ZERO) > 0, "a session has a duration");
    }

    @Test
    void disabledChunkEventsAllocateNothing() {
        final TransferEvents events = new TransferEvents("job", 1);
        final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        final ChunkLatencies latencies = new ChunkLatencies();
        count(events, latencies, 1);
        threads.getCurrentThreadAllocatedBytes();
        final long before = threads.getCurrentThreadAllocatedBytes();
        count(events, latencies, 10_000);
        final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        // One object per chunk would be 10,000 times 16 bytes at least; class loading may cost a little.
        assertTrue(allocated < 20_000, allocated + " bytes for 10,000 chunks");
    }

    private static void count(final TransferEvents events, final ChunkLatencies latencies, final int chunks) {
        for (int i = 0; i < chunks; i++) {
            events.chunk(i & 7, 0, (long) i << 20, 1 << 20, 0, Outcome.OK, i);
            latencies.record(i);
        }
    }

    private static List<RecordedEvent> named(final List<RecordedEvent> all, final String name) {
        return all.stream().filter(event -> event.getEventType().getName().equals(name)).toList();
    }
}
