package org.rankferry.checkpointer.blcr;

import java.nio.ByteBuffer;

import org.rankferry.checkpointer.format.Fields;

/**
 * A path as BLCR writes it.
 *
 * <pre>
 *   0        4
 *   +--------+---------------+---+
 *   | length | path          | 0 |      length counts the path and its 0
 *   +--------+---------------+---+
 * </pre>
 */
final class NamePart implements Part {
    private static final int LENGTH_BYTES = 4;

    private boolean lengthKnown;
    private byte first;

    @Override
    public void begin(final Fields in) {
        lengthKnown = false;
        in.want(LENGTH_BYTES, "length of a path");
    }

    @Override
    public boolean onField(final Fields in) {
        if (!lengthKnown) {
            final int length = in.i32(0);
            in.require(length >= 1 && length <= Values.MAX_PATH_BYTES, 0,
                "length of a path, 1 to " + Values.MAX_PATH_BYTES, length);
            lengthKnown = true;
            in.want(length, "a path");
            return false;
        }
        final ByteBuffer path = in.bytes();
        first = path.get(0);
        int end = 0;
        while (end < path.limit() && path.get(end) != 0) {
            end++;
        }
        in.require(end == path.limit() - 1, end, "the 0 that ends a path at its byte " + (path.limit() - 1),
            end == path.limit() ? "none" : "one at its byte " + end);
        return true;
    }

    /** First byte of the path, 0 of an empty one. */
    char first() {
        return (char) first;
    }
}
