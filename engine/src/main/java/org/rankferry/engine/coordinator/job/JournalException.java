package org.rankferry.engine.coordinator.job;

/** A job's journal can't be used, in one line with the remedy. */
public final class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With the line. */
    public JournalException(final String message) {
        super(message);
    }

    /** With the line, and what it comes from. */
    public JournalException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
