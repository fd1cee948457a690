package org.rankferry.engine.cli;

/** A command failed; the message is the one line to show. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailure(final String message, final Throwable cause) {
        super(message, cause);
    }
}
