package org.rankferry.bufferpool;

/**
 * The pool, its file or its directory cannot be had. The message is one line that says what was wrong, where, and the
 * remedy; it is meant to be shown to a user as it is.
 */
public final class PoolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception without a cause.
     *
     * @param message one line: what, where, why, remedy.
     */
    public PoolException(final String message) {
        super(message);
    }

    /**
     * Makes an exception for a failed call.
     *
     * @param message one line: what, where, why, remedy.
     * @param cause   the failure beneath.
     */
    public PoolException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
