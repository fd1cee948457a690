package org.rankferry.checkpointer.mount;

/** A mount can't begin or go on; the message is one line: what, where, why, remedy. */
final class MountException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MountException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
