package org.rankferry.protocol.session;

import org.rankferry.protocol.wire.FrameFault;

/** Unsigned fields on their way into signed variables. */
final class Fields {
    private Fields() {
    }

    /** A u32 that has to fit an int. */
    static int int31(String frame, String field, long value) {
        if (value > Integer.MAX_VALUE) {
            throw FrameFault.field(frame, field, value, "at most " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    /** A u64 that has to fit a long. */
    static long long63(String frame, String field, long value) {
        if (value < 0) {
            throw new FrameFault("frame " + frame + ": " + field + " is " + Long.toUnsignedString(value) + ", at most "
                + Long.MAX_VALUE);
        }
        return value;
    }
}
