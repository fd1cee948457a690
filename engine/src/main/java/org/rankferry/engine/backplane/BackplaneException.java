package org.rankferry.engine.backplane;

/** The backplane does not work, in one line with the remedy. */
public final class BackplaneException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With the line. */
    public BackplaneException(final String message) {
        super(message);
    }

    /** With the line, and what it comes from. */
    public BackplaneException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
