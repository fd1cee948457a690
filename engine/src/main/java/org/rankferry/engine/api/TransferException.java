package org.rankferry.engine.api;

/** A transfer that failed or was refused; the message is one line: what, where, why, remedy. */
public final class TransferException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what failed.
     *
     * @param message one line.
     */
    public TransferException(final String message) {
        super(message);
    }

    /**
     * Says what failed, and keeps the cause for {@code --debug}.
     *
     * @param message one line.
     * @param cause   beneath it.
     */
    public TransferException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
