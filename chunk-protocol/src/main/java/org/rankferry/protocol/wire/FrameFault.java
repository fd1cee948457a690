package org.rankferry.protocol.wire;

import org.rankferry.protocol.wire.codec.RefusalCode;

/**
 * A frame that breaks a rule: its message is one line that names the frame, the field and the value.
 *
 * <p>It carries no stack trace, for it tells of the peer's mistake and not of a place in this program.
 */
public final class FrameFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RefusalCode code;
    private final long expected;
    private final long got;

    private FrameFault(RefusalCode code, long expected, long got, String message) {
        super(message, null, false, false);
        this.code = code;
        this.expected = expected;
        this.got = got;
    }

    /**
     * A fault of form or order.
     *
     * @param message one line
     */
    public FrameFault(String message) {
        this(RefusalCode.FRAME, 0, 0, message);
    }

    /**
     * A field with a value it must not have.
     *
     * @param frame name of the message
     * @param field name of the field
     * @param value found
     * @param rule what it should have been, as the end of the sentence
     * @return "frame F: field is VALUE, RULE"
     */
    public static FrameFault field(String frame, String field, long value, String rule) {
        return new FrameFault(RefusalCode.FRAME, 0, value, "frame " + frame + ": " + field + " is " + value + ", "
            + rule);
    }

    /**
     * A frame of another protocol version.
     *
     * @param expected version this end speaks
     * @param got version in the frame
     * @return the fault
     */
    static FrameFault version(int expected, int got) {
        return new FrameFault(RefusalCode.PROTOCOL_VERSION, expected, got,
            "protocol version is " + got + ", this end speaks " + expected + "; run the same rankferry on both ends");
    }

    /**
     * What a peer is refused for when this happens in a handshake.
     *
     * @return {@code PROTOCOL_VERSION} or {@code FRAME}
     */
    public RefusalCode code() {
        return code;
    }

    /**
     * The value that would have been right, where one number says it.
     *
     * @return the value, or 0
     */
    public long expected() {
        return expected;
    }

    /**
     * The value found, where one number says it.
     *
     * @return the value, or 0
     */
    public long got() {
        return got;
    }
}
