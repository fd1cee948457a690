package org.rankferry.engine.cli;

/** A command failed; the message is the one line to show. For extensions too. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what failed.
     *
     * @param message the line, without the name of the program.
     * @param cause   beneath it, or null.
     */
    public CommandFailure(final String message, final Throwable cause) {
        super(message, cause);
    }
}
