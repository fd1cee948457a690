package org.rankferry.checkpointer.blcr;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankferry.checkpointer.format.StreamFault;
import org.rankferry.checkpointer.format.StreamSummary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BlcrStreamTest {
    private static final BlcrPlan PLAN = BlcrPlan.of(7, 3, 4, 20);

    @Test
    void theFileHeaderIsThatOfTheSources() {
        final byte[] begin = Arrays.copyOf(Recorded.of(PLAN).bytes(), 20);
        assertEquals("4300000052000000090000000000000005000000", HexFormat.of().formatHex(begin));
        final byte[] bytes = Recorded.of(PLAN).bytes();
        assertEquals("00000000000f4100ffffffff", HexFormat.of().formatHex(bytes, bytes.length - 12, bytes.length));
    }

    @Test
    void itsSummaryIsOneLine() {
        final StreamSummary summary = Recorded.check(Recorded.of(PLAN).bytes());
        assertTrue(summary.line().startsWith("BLCR context: version 9, scope PROC, architecture x86_64, kernel 3.10.0,"
            + " processes 1, threads 4, mapped areas 6, pages "), summary.line());
        assertEquals(List.of("headers", "threads", "areas", "pages", "files", "shared"),
            List.copyOf(summary.bytes().keySet()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0  | 127 | 0 | the mark CR of a BLCR context, found byte 127",
        "4  | 83  | 4 | the mark CR of a BLCR context, found byte 83",
        "8  | 7   | 8 | a BLCR context of version 8 or 9, found 7",
        "12 | 9   | 12 | a scope, 0 (PROC) to 3 (TREE), found 9",
        "16 | 1   | 16 | a BLCR context of x86_64, the only one whose layout is known here, found i386",
        "16 | 77  | 16 | a BLCR context of x86_64, the only one whose layout is known here, found architecture 77",
        "20 | 3   | 32 | linkage of 3 threads, 112 bytes each, found 448 bytes",
        "24 | 1   | 24 | the clone flags 0x410f00, found 0x410f01",
        "484 | 1  | 484 | the mark VMA of a memory dump, found 1",
        "487 | 5  | 487 | a memory dump of version 6, found 5",
        "488 | 6  | 488 | a memory dump of x86_64, found ppc64"})
    void whatIsWrongIsSaidWithItsPlace(final int at, final int value, final long offset, final String text) {
        final byte[] bytes = Recorded.of(PLAN).bytes();
        bytes[at] = (byte) value;
        final StreamFault fault = assertThrows(StreamFault.class, () -> Recorded.check(bytes));
        assertEquals("offset " + offset + ": expected " + text, fault.getMessage());
    }

    @Test
    void foreignStreamsAreRefusedAtTheirFirstByte() {
        for (final String foreign : List.of("\177ELF", "DMTCP_CHECKPOINT_IMAGE_v4.0\n", "{}")) {
            final byte[] bytes = Arrays.copyOf(foreign.getBytes(StandardCharsets.ISO_8859_1), 100);
            assertEquals(0, assertThrows(StreamFault.class, () -> Recorded.check(bytes)).offset());
        }
        final StreamFault empty = assertThrows(StreamFault.class, () -> Recorded.check(new byte[0]));
        assertEquals("offset 0: expected file header of a BLCR context, found the end of the stream",
            empty.getMessage());
    }

    @Test
    void bytesAfterTheTrailerAreRefused() {
        final byte[] bytes = Recorded.of(PLAN).bytes();
        final byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertEquals("offset " + bytes.length + ": expected the end of the stream after the trailer, found more bytes",
            assertThrows(StreamFault.class, () -> Recorded.check(longer)).getMessage());
    }

    @Test
    void scopeProcHasOneProcessAndOthersMayHaveMore() {
        final BlcrPlan two = PLAN.of(3, 2, 2);
        assertEquals(2L, Recorded.check(Recorded.of(two).bytes()).facts().get("processes"));
        final byte[] one = Recorded.of(two).bytes();
        one[12] = 0;
        assertTrue(assertThrows(StreamFault.class, () -> Recorded.check(one)).getMessage().endsWith(
            "expected the trailer, as scope PROC has one process, found another process"));
        final byte[] none = new byte[32];
        System.arraycopy(Recorded.of(two).bytes(), 0, none, 0, 20);
        System.arraycopy(one, one.length - 12, none, 20, 12);
        assertEquals("offset 20: expected at least one process, found the trailer",
            assertThrows(StreamFault.class, () -> Recorded.check(none)).getMessage());
    }

    @Test
    void itTakesNoMoreMemoryForALongerStream() {
        // 2 GiB of pages pass through; what holds them all would not fit the heap.
        final BlcrStream check = new BlcrStream();
        final Recorded small = Recorded.of(new BlcrPlan(1, 0, 0, 1, 1, 0, 1, 832, true, true, false, true));
        final byte[] bytes = small.bytes();
        final int run = indexOfFirstRun(bytes);
        final long pages = (2L << 30) / 4096;
        final ByteBuffer begin = ByteBuffer.wrap(bytes, 0, run + 4096).order(ByteOrder.LITTLE_ENDIAN);
        final ByteBuffer view = begin.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        view.putLong(run - 4 - "/home/user/bin/solver".length() - 32, 0x400000 + pages * 4096);
        view.putInt(run + 8, (int) pages);
        check.take(begin);
        final ByteBuffer content = ByteBuffer.allocateDirect(1 << 20);
        for (long left = pages * 4096; left > 0; left -= content.capacity()) {
            check.take(content.clear());
        }
        assertEquals(pages, check.summary().facts().get("pages"));
        assertEquals(run + 4096 + pages * 4096, check.offset());
    }

    /** The array of runs follows fill, which is 4096, after the name of the program. */
    private static int indexOfFirstRun(final byte[] bytes) {
        final String text = new String(bytes, StandardCharsets.ISO_8859_1);
        final String name = "/home/user/bin/solver";
        return text.indexOf(name) + name.length() + 4;
    }
}
