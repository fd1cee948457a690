package org.rankferry.checkpointer.mount;

import java.nio.ByteBuffer;

/** What a hole reads as. */
final class Zeros {
    private static final ByteBuffer PAGE = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

    private Zeros() {
    }

    static void put(final ByteBuffer to, final int at, final int length) {
        for (int done = 0; done < length;) {
            final int n = Math.min(length - done, PAGE.capacity());
            to.put(at + done, PAGE, 0, n);
            done += n;
        }
    }
}
