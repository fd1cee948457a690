package org.rankferry.engine.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.rankferry.engine.api.TransferResult;
import org.rankferry.engine.observe.TransferReport;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ResultTableTest {
    private static final List<TransferResult.Image> IMAGES = List.of(
        new TransferResult.Image(0, 21_300_000, 0x0badcafe, 51_234_567, 1_000_000, 1),
        new TransferResult.Image(11, 5_368_709_120L, 0xffffffff, 1_500_000_000, 0, 3));

    @Test
    void ofASource() {
        assertEquals("""
              rank            bytes    crc32c    seconds
                 0       21,300,000  0badcafe      0.051
                11    5,368,709,120  ffffffff      1.500
             total    5,390,009,120                2.000
            2.51 GiB/s, copies 1, 0.50 CPU s/GiB, retries 2
            pool of 10.0 MiB, high-water mark 9 of 10 chunks, READ depth 16
            transport shm: asked for by name
            """, table(9));
    }

    @Test
    void aTargetDoesNotKnowThePoolsHighWaterMark() {
        assertEquals(
            "pool of 10.0 MiB, READ depth 16", table(0).lines().skip(5).findFirst().orElseThrow());
    }

    @Test
    void severalRailsAreToldWithTheirBytes() {
        assertEquals("transport shm: asked for by name; bytes over rxe0 5,390,009,119, rxe1 1", table(
            0, new TransferResult.Rail("rxe0", 5_390_009_119L), new TransferResult.Rail("rxe1", 1)).lines().skip(6)
            .findFirst().orElseThrow());
        assertEquals("transport shm: asked for by name", table(0, new TransferResult.Rail("rxe0", 7)).lines().skip(6)
            .findFirst().orElseThrow());
    }

    private static String table(final int highWater, final TransferResult.Rail... rails) {
        final TransferResult result = new TransferResult(
            "lu", 7, "shm", "shm: asked for by name", "", List.of(rails), 1, 1 << 20, 10 << 20, 16, IMAGES,
            2_000_000_000L, 1_000_000L, new TransferResult.Latency(1, 2, 3, 4, ""), 2, 0, highWater, 5_000_000L, null);
        final StringWriter text = new StringWriter();
        ResultTable.print(TransferReport.of("send", result, 2.509918).build(), new PrintWriter(text));
        return text.toString();
    }
}
