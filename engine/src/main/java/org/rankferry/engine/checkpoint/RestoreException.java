package org.rankferry.engine.checkpoint;

/** A rank can't be restarted from its image; the message is one line: what, where, why, remedy. */
public final class RestoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what failed.
     *
     * @param message one line.
     * @param cause   beneath it, or null.
     */
    public RestoreException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
