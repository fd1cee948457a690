package org.rankferry.checkpointer.format;

/** A stream is not what it should be; the message is one line: the offset, what was expected there, what was found. */
public final class StreamFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long offset;

    /**
     * Says what is wrong.
     *
     * @param offset   in bytes from the start of the stream.
     * @param expected there.
     * @param found    there instead.
     */
    public StreamFault(final long offset, final String expected, final String found) {
        super("offset " + offset + ": expected " + expected + ", found " + found, null, false, false);
        this.offset = offset;
    }

    /** Where, in bytes from the start of the stream. */
    public long offset() {
        return offset;
    }
}
