package org.rankferry.protocol.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts on their way into a frame: one line of UTF-8, no longer than the field takes. */
public final class FrameText {
    /** Most bytes of a refusal's, an abort's or a phase's text. */
    public static final int MAX_TEXT_LENGTH = 1024;

    /** Most bytes of a path. */
    public static final int MAX_PATH_LENGTH = 1024;

    /** Most bytes of a machine identity. */
    public static final int MAX_MACHINE_LENGTH = 256;

    /** Most bytes of a checkpointer's name. */
    public static final int MAX_CHECKPOINTER_LENGTH = 128;

    /** Most bytes of one piece of what operators, and ranks of a job, say and hear. */
    public static final int MAX_PIECE_LENGTH = 4000;

    private FrameText() {
    }

    /**
     * The bytes of a text for people: control characters become spaces, and what does not fit is cut off between
     * characters, because a shortened reason is better than none.
     *
     * @param text to encode, null is empty
     * @param most bytes the field takes
     * @return UTF-8, at most {@code most} bytes
     */
    public static byte[] clip(String text, int most) {
        if (text == null) {
            return new byte[0];
        }
        final StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        final byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= most) {
            return bytes;
        }
        int end = most;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    /**
     * The bytes of a name or path, which must arrive as it is.
     *
     * @param field name of the field, for the fault
     * @param text to encode
     * @param most bytes the field takes
     * @return UTF-8
     * @throws IllegalArgumentException when it is too long or has a control character
     */
    public static byte[] exact(String field, String text, int most) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > most) {
            throw new IllegalArgumentException(field + " is " + bytes.length + " bytes, at most " + most);
        }
        for (int i = 0; i < bytes.length; i++) {
            if (isControl(bytes[i])) {
                throw new IllegalArgumentException(field + " has a control character at byte " + i);
            }
        }
        return bytes;
    }

    static boolean isControl(byte b) {
        return (b >= 0 && b < 0x20) || b == 0x7F;
    }
}
