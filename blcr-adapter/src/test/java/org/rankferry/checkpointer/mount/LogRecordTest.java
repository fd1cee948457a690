package org.rankferry.checkpointer.mount;

import java.nio.ByteBuffer;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LogRecordTest {
    private static final long SEED = 11;

    @Test
    void aRecordIsReadAsItWasWritten() {
        final Random random = new Random(SEED);
        for (final LogRecord.Kind kind : LogRecord.Kind.values()) {
            for (final int name : new int[] {0, 1, 7, 8, 255}) {
                for (final int text : new int[] {0, 3, 4095}) {
                    final LogRecord record = new LogRecord(
                        kind, random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong(),
                        random.nextLong(), random.nextLong(), bytes(random, name), bytes(random, text));
                    final ByteBuffer buffer = LogRecord.buffer(2 * LogRecord.MAX_BYTES);
                    buffer.position(8);
                    record.encode(buffer);
                    assertEquals(8 + record.length(), buffer.position());
                    assertEquals(0, record.length() % 8);
                    buffer.flip().position(8);
                    assertEquals(record, LogRecord.decode(buffer), "seed " + SEED);
                    assertEquals(0, buffer.remaining());
                }
            }
        }
    }

    @Test
    void aRecordThatHasNotComeWholeIsWaitedFor() {
        final ByteBuffer buffer = LogRecord.buffer(LogRecord.MAX_BYTES);
        final LogRecord record = new LogRecord(LogRecord.Kind.CREATE, 1, 2, 1, 0100644, 0, 0, "ctx", "");
        record.encode(buffer);
        for (int there = 0; there < record.length(); there++) {
            buffer.position(0).limit(there);
            assertNull(LogRecord.decode(buffer));
            assertEquals(0, buffer.position());
        }
        buffer.position(0).limit(record.length());
        assertEquals(record, LogRecord.decode(buffer));
    }

    @Test
    void whatCannotBeARecordIsRefused() {
        refused(0, 1, 0, 0);
        refused(LogRecord.HEADER_BYTES + 8, 1, 0, 0);
        refused(LogRecord.HEADER_BYTES, 0, 0, 0);
        refused(LogRecord.HEADER_BYTES, LogRecord.Kind.values().length + 1, 0, 0);
        refused(LogRecord.HEADER_BYTES + 256, 1, 256, 0);
        refused(LogRecord.HEADER_BYTES + 4096, 1, 0, 4096);
        refused(-8, 1, 0, 0);
    }

    @Test
    void theLongestRecordFits() {
        final LogRecord longest =
            new LogRecord(LogRecord.Kind.CREATE, 0, 0, 0, 0, 0, 0, "n".repeat(255), "t".repeat(4095));
        assertTrue(longest.length() <= LogRecord.MAX_BYTES);
    }

    private static void refused(final int length, final int kind, final int name, final int text) {
        final ByteBuffer buffer = LogRecord.buffer(2 * LogRecord.MAX_BYTES);
        buffer.putInt(0, length).putShort(4, (short) kind).putShort(6, (short) name).putShort(56, (short) text);
        final String message = assertThrows(MountException.class, () -> LogRecord.decode(buffer)).getMessage();
        assertTrue(message.contains("kind " + kind), message);
        assertEquals(1, message.lines().count());
    }

    private static String bytes(final Random random, final int length) {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new String(bytes, LogRecord.BYTES);
    }
}
