package org.rankferry.engine.transport;

/** A transport can't do what it was asked for; the message is one line with the remedy. */
public final class TransportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what failed.
     *
     * @param message one line: what, where, why, remedy.
     */
    public TransportException(final String message) {
        super(message);
    }

    /**
     * Says what failed, and keeps the cause for {@code --debug}.
     *
     * @param message one line: what, where, why, remedy.
     * @param cause   beneath it.
     */
    public TransportException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
