package org.rankferry.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A stream longer than 32 bits can count, through a pool of ten chunks. */
@Tag("slow")
@Tag(Wire.NONE)
class LargeStreamTest {
    private static final long BYTES = 5L << 30;
    private static final long HEADROOM = 2L << 30;
    private static final long SOURCE_KIB = 300 << 10;

    @RegisterExtension
    private final Node node = new Node();

    @Test
    void fiveGibibytesArriveWholeAndTheSourceStaysSmall() throws Exception {
        Needs.freeMemory(BYTES + HEADROOM, "an image of 5 GiB in memory");
        Needs.space(node.root(), BYTES + (64 << 20), "an image of 5 GiB in memory");
        final ChildProcess target = node.receive();
        // The heap that bin/rankferry gives, so that the bound is the user's.
        final ChildProcess source = node.rankferry(List.of("-Xms24m", "-Xmx256m"), Node.words("send", new String[0],
            Map.of("--connect", Node.address(target), "--secret-file", node.secret().toString(), "--progress", "none",
                "--job", Node.JOB)));
        final ChildProcess rank =
            node.rank(0, "--bytes", Long.toString(BYTES), "--mode", "reserve", "--content", "generated");
        final Path status = Path.of("/proc/" + source.pid() + "/status");
        final long[] highWaterKib = new long[1];
        Await.that("the rank has ended", () -> {
            highWaterKib[0] = Math.max(highWaterKib[0], highWater(status));
            return !rank.isAlive();
        });
        rank.awaitExit(0);
        source.awaitExit(0);
        target.awaitExit(0);
        assertTrue(highWaterKib[0] > 0 && highWaterKib[0] < SOURCE_KIB, "source's VmHWM: " + highWaterKib[0] + " KiB");
        assertEquals(BYTES, Files.size(node.images("default").resolve("rank-0").resolve("image")));
        node.assertContent(node.images("default"), 1, BYTES);
    }

    /** Largest resident set so far, in KiB; 0 when the process has ended. */
    private static long highWater(final Path status) throws Exception {
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst().orElse(0);
    }
}
