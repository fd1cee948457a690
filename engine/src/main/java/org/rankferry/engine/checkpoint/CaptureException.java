package org.rankferry.engine.checkpoint;

/** An image can't be captured; the message is one line: what, where, why, remedy. */
public final class CaptureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what failed.
     *
     * @param message one line.
     * @param cause   beneath it, or null.
     */
    public CaptureException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
