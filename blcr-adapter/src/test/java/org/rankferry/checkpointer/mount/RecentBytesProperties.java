package org.rankferry.checkpointer.mount;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is read back is what was written last; what is gone is said to be gone. */
class RecentBytesProperties {
    private static final int CAPACITY = 2 << 20;
    private static final int FILE_BYTES = 3 << 20;
    private static final int FILES = 3;
    private static final int STEPS = 60;

    @Property(tries = 60)
    void whatIsReadIsWhatWasWrittenLast(@ForAll final long seed) {
        final Random random = new Random(seed);
        final RecentBytes recent = new RecentBytes(CAPACITY);
        final Map<Long, byte[]> files = new HashMap<>();
        final Map<Long, long[]> writtenAt = new HashMap<>();
        long written = 0;
        for (int step = 0; step < STEPS; step++) {
            final long file = random.nextInt(FILES);
            final byte[] content = files.computeIfAbsent(file, f -> new byte[FILE_BYTES]);
            final long[] at = writtenAt.computeIfAbsent(file, f -> new long[FILE_BYTES >> 12]);
            final int page = random.nextInt(FILE_BYTES >> 12);
            final int pages = Math.min((FILE_BYTES >> 12) - page, 1 + random.nextInt(60));
            if (random.nextInt(8) == 0) {
                recent.replaced(file, (long) page << 12, (long) pages << 12);
                Arrays.fill(at, page, page + pages, 0);
            } else {
                final byte[] bytes = new byte[pages << 12];
                random.nextBytes(bytes);
                recent.put(file, (long) page << 12, ByteBuffer.wrap(bytes));
                System.arraycopy(bytes, 0, content, page << 12, bytes.length);
                written += bytes.length;
                for (int i = 0; i < pages; i++) {
                    at[page + i] = written - bytes.length + ((long) i << 12) + 1;
                }
            }
            check(recent, file, content, at, written, random.nextInt(FILE_BYTES >> 12), seed);
        }
    }

    private static void check(
        final RecentBytes recent, final long file, final byte[] content, final long[] at, final long written,
        final int page, final long seed) {

        final ByteBuffer to = ByteBuffer.allocate(4096);
        final boolean there = recent.read(file, (long) page << 12, 4096, to, 0);
        final boolean shouldBe = at[page] > 0 && at[page] - 1 >= written - CAPACITY;
        assertFalse(there && at[page] == 0, "seed " + seed);
        assertTrue(there || !shouldBe, "seed " + seed);
        if (there) {
            assertEquals(-1, ByteBuffer.wrap(content, page << 12, 4096).mismatch(to), "seed " + seed);
        }
    }

    @Property(tries = 1)
    void noneIsKeptWithoutRoom() {
        assertFalse(new RecentBytes(0).keeps(1));
        assertEquals(1 << 20, new RecentBytes(1).capacity());
    }
}
