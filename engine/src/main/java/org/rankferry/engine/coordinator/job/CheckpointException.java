package org.rankferry.engine.coordinator.job;

/** A checkpoint can't be kept, or used, in one line with the remedy. */
public final class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With the line, and what it comes from, or null. */
    public CheckpointException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
