package org.rankferry.engine.api;

/** An image can't be read on; the message names rank, stream and offset in one line. */
public final class ImageReadException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean deadlinePassed;

    /**
     * Says what failed.
     *
     * @param message        one line: what, where, why.
     * @param deadlinePassed true when the bytes may still come.
     * @param cause          beneath it, or null.
     */
    public ImageReadException(final String message, final boolean deadlinePassed, final Throwable cause) {
        super(message, cause);
        this.deadlinePassed = deadlinePassed;
    }

    /** Whether it is only that the deadline has passed; the reader can go on. */
    public boolean deadlinePassed() {
        return deadlinePassed;
    }
}
