package org.rankferry.checkpointer.dmtcp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.rankferry.checkpointer.format.StreamFault;
import org.rankferry.checkpointer.format.StreamSummary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

final class DmtcpStreamProperties {
    @Property(tries = 60)
    void anySplitGivesTheSame(@ForAll final long seed, @ForAll @IntRange(max = 8) final int areas) {
        final byte[] image = DmtcpGenerator.image(seed, areas);
        final StreamSummary whole = check(image, image.length);
        assertEquals(image.length, whole.bytes().values().stream().mapToLong(Long::longValue).sum());
        final Random random = new Random(seed);
        final int most = 1 << random.nextInt(16);
        final DmtcpStream check = new DmtcpStream();
        for (int from = 0; from < image.length; ) {
            final int n = Math.min(image.length - from, 1 + random.nextInt(most));
            check.take(ByteBuffer.wrap(image, from, n));
            from += n;
        }
        check.end();
        assertEquals(whole, check.summary(), "seed " + seed + ", " + areas + " areas");
    }

    @Property(tries = 60)
    void aCutIsRefusedWhereItIs(@ForAll final long seed, @ForAll @IntRange(max = 8) final int areas) {
        final byte[] image = DmtcpGenerator.image(seed, areas);
        final Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            final int cut = i == 0 ? image.length - 1 : random.nextInt(image.length);
            assertEquals(cut, assertThrows(StreamFault.class, () -> check(Arrays.copyOf(image, cut), 1000)).offset(),
                "seed " + seed + ", cut at " + cut);
        }
    }

    @Property(tries = 100)
    void aChangedHeaderIsRefused(@ForAll final long seed, @ForAll @IntRange(max = 2 * 4096 - 1) final int at) {
        final byte[] image = DmtcpGenerator.image(seed, 1);
        image[at] ^= 1;
        assertThrows(StreamFault.class, () -> check(image, image.length));
    }

    private static StreamSummary check(final byte[] image, final int piece) {
        final DmtcpStream check = new DmtcpStream();
        for (int from = 0; from < image.length; from += piece) {
            check.take(ByteBuffer.wrap(image, from, Math.min(piece, image.length - from)));
        }
        check.end();
        return check.summary();
    }
}
