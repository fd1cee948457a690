package org.rankferry.engine.store;

/** An image store can't do what it was asked for; the message is one line with the remedy. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean noSpace;

    /**
     * Says what failed.
     *
     * @param message one line: what, where, why, remedy.
     * @param noSpace true when the store is full.
     * @param cause   beneath it, or null.
     */
    public StoreException(final String message, final boolean noSpace, final Throwable cause) {
        super(message, cause);
        this.noSpace = noSpace;
    }

    /** Whether the store is full. */
    public boolean noSpace() {
        return noSpace;
    }
}
